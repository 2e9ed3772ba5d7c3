/** Programs that know of nobody who watches them, started with one flag and one variable. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'
import { eventsOf, FLAGS, PROGRAMS, runWith, valuesOf, type Flag } from './flags.ts'

const flags = Object.keys(FLAGS) as Flag[]

describe.each(['plain.mjs', 'plain.cjs'])('a plain script, %s', (program) => {
  test.each(flags)('ends as ever and its error is reported, with %s', async (flag) => {
    const receiver = await Receiver.start()
    const bare = start(join(PROGRAMS, program)).ended
    expect(await runWith(flag, program, { SENTRY_DSN: receiver.dsn })).toEqual(await bare)
    expect(valuesOf(receiver)).toEqual(['there is no tea'])
    expect(eventsOf(receiver)[0]).toMatchObject({
      level: 'fatal',
      exception: { values: [{ mechanism: { handled: false } }] },
    })
  })
})

describe.each(['express-app.mjs', 'express-app.cjs'])('an Express app, %s', (program) => {
  test.each(['--import', '--require'] as const)(
    'answers as ever and its errors are reported, with %s',
    async (flag) => {
      const receiver = await Receiver.start()
      const bare = start(join(PROGRAMS, program)).ended
      const ended = await runWith(flag, program, { SENTRY_DSN: receiver.dsn })
      expect([ended.code, ended.stdout]).toEqual([0, (await bare).stdout])
      expect(valuesOf(receiver)).toEqual(['there is no order 7', 'the shop is closed'])
      expect(eventsOf(receiver)[0]).toMatchObject({
        transaction: 'GET /orders/:id',
        request: { method: 'GET', url: expect.stringMatching(/\/orders\/7$/) },
        exception: { values: [{ mechanism: { type: 'auto.http.express', handled: false } }] },
      })
    },
  )
})

test.each([
  ['koa-app.mjs', 'auto.http.koa', '/tea'],
  ['fastify-app.mjs', 'auto.http.fastify', '/tea/green'],
  ['http-app.mjs', 'auto.node.onuncaughtexception', '/tea'],
])('the errors of %s are reported with their request', async (program, type, path) => {
  const receiver = await Receiver.start()
  const bare = start(join(PROGRAMS, program)).ended
  const ended = await runWith('--import', program, { SENTRY_DSN: receiver.dsn })
  expect([ended.code, ended.stdout]).toEqual([(await bare).code, (await bare).stdout])
  expect(eventsOf(receiver)).toMatchObject([
    {
      exception: { values: [{ value: 'there is no tea', mechanism: { type } }] },
      request: { url: expect.stringMatching(new RegExp(`${path}$`)) },
    },
  ])
})

test.each([
  ['express-app.mjs', 'none'],
  ['express-app.mjs', 'koa, node-http'],
  ['koa-app.mjs', 'express'],
  ['fastify-app.mjs', 'express'],
])('%s is left alone where SENTRY_INTEGRATIONS is %j', async (program, names) => {
  const receiver = await Receiver.start()
  const env = { SENTRY_DSN: receiver.dsn, SENTRY_INTEGRATIONS: names }
  expect(await runWith('--import', program, env)).toMatchObject({ code: 0 })
  expect(receiver.received).toEqual([])
})

describe('threads and children', () => {
  const inherited = ['a file', 'a data URL', 'env: {}', 'fork']
  test.each([
    ['--import', inherited],
    ['--require', [...inherited, 'a text']],
    ['NODE_OPTIONS', ['a file', 'a data URL', 'execArgv: []', 'fork', 'spawn']],
  ] as const)('are watched where %s reaches: %j', async (flag, watched) => {
    const receiver = await Receiver.start()
    const cwd = scratchFolder()
    writeFileSync(join(cwd, 'raven.config.json'), JSON.stringify({ dsn: receiver.dsn }))
    const ended = await runWith(flag, 'threads.mjs', {}, { cwd })
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(valuesOf(receiver).toSorted()).toEqual([...watched].toSorted())
  })

  test.each(['--import', '--require'] as const)(
    'a thread of Node’s own for loaders stays as it was, with %s',
    async (flag) => {
      const receiver = await Receiver.start()
      const ended = await runWith(flag, 'hooked.mjs', { SENTRY_DSN: receiver.dsn })
      expect(ended).toMatchObject({ code: 1, stdout: 'steeping\n' })
      expect(valuesOf(receiver)).toEqual(['there is no tea'])
    },
  )
})

describe('the console', () => {
  test('is not heard unless a level is named', async () => {
    const receiver = await Receiver.start()
    await runWith('--import', 'console.mjs', { SENTRY_DSN: receiver.dsn })
    expect(receiver.received).toEqual([])
  })

  test('is heard from that level on, and the rest is the trail', async () => {
    const receiver = await Receiver.start()
    const bare = start(join(PROGRAMS, 'console.mjs')).ended
    const env = { SENTRY_DSN: receiver.dsn, SENTRY_LEVEL: 'error' }
    const ended = await runWith('--import', 'console.mjs', env)
    expect([ended.code, ended.stdout]).toEqual([0, (await bare).stdout])
    expect(eventsOf(receiver)).toMatchObject([
      {
        logger: 'console',
        level: 'error',
        logentry: { message: 'there is no %s tea', params: ['green'] },
        extra: { shelf: 3 },
        breadcrumbs: { values: [{ level: 'warning', message: 'the water is 60 degrees' }] },
      },
      { exception: { values: [{ type: 'RangeError' }] }, logentry: { message: 'it failed:' } },
    ])
  })

  test.each(['express-app.mjs', 'koa-app.mjs'])(
    'what %s prints of an error is that error, and no event of its own',
    async (program) => {
      const receiver = await Receiver.start()
      const env = { SENTRY_DSN: receiver.dsn, SENTRY_LEVEL: 'error' }
      await runWith('--import', program, env)
      const expected = program.startsWith('koa')
        ? ['there is no tea']
        : ['there is no order 7', 'the shop is closed']
      expect(valuesOf(receiver)).toEqual(expected)
    },
  )
})

test('without a DSN nothing is touched and nothing is said', async () => {
  const bare = await start(join(PROGRAMS, 'plain.mjs')).ended
  expect(await runWith('--import', 'plain.mjs', { SENTRY_LEVEL: 'debug' })).toEqual(bare)
})
