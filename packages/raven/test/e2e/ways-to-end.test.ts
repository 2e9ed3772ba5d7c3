/** A program ends with us as it ends without us, and its event arrives once, at once or by the next start. */

import { describe, expect, test } from 'vitest'
import { differences } from '../../src/cli/doctor/differences.ts'
import { judgeWay, SETTINGS, type Setting } from '../../src/cli/doctor/matrix.ts'
import { runWay } from '../../src/cli/doctor/run-way.ts'
import { titleOf, waysOf, type Way } from '../../src/cli/doctor/ways.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import { hang, Receiver, yes, type Received } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const BIN = `${PACKAGE}bin`

/** Runs a program to its end. */
async function run(
  program: string,
  args: readonly string[],
  spool: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const settings = { cwd: scratchFolder(), env: { RAVEN_SPOOL_DIR: spool, ...env } }
  return await start(`${PROGRAMS}/${program}.mjs`, args, settings).ended
}

/** The books of a next start. */
async function nextStart(dsn: string, spool: string): Promise<unknown> {
  const { code, stderr, stdout } = await run('next-start', [dsn], spool)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

const MESSAGES = ['captured before', 'nobody catches this', 'at the very end', 'a mere text']
const WORDS = [...MESSAGES, 'the reason']

/** What the events say, one line each; an event that came twice is one. */
function saidBy(received: readonly Received[]): string[] {
  const lines = received.map(({ body }) => {
    const { headers, items } = decodeEnvelope(body)
    const { exception, logentry } = Object(items[0] && decodeJson(items[0].payload))
    const text = JSON.stringify([exception?.values.at(-1).value, logentry])
    return `${headers.event_id} ${WORDS.find((one) => text.includes(one)) ?? 'another error'}`
  })
  return [...new Set(lines)].map((line) => line.slice(33)).toSorted()
}

/** What must have arrived in the end from a way in a setting. */
function expectedOf({ reports, captures = 0 }: Way, { stage }: Setting): number | string[] {
  if (stage === 'installed') return [...reports]
  return captures > 0 ? captures + reports.length + 1 : ['captured before', ...reports].toSorted()
}

describe('a program ends as without a client, and what happened arrives:', () => {
  const ways = waysOf(process.allowedNodeEnvironmentFlags)
  test.each(ways.map((way) => [titleOf(way), way] as const))('%s', async (_, way) => {
    const spool = scratchFolder()
    const [up, down] = await Promise.all([Receiver.start(), Receiver.start()])
    await down.stop()
    const dsnOf = ({ stage, server }: Setting) =>
      (server === 'up' ? up : down).dsn.replace(/1$/, stage === 'installed' ? '1' : '2')
    const row = await judgeWay(way, (_, setting) =>
      runWay(way, {
        stage: setting?.stage ?? 'bare',
        dsn: setting ? dsnOf(setting) : down.dsn,
        spool,
        bin: BIN,
      }),
    )
    expect(row.settings.flatMap(({ differences }) => differences)).toEqual([])
    if (way.limit === 'no spool') return // what cannot be sent before the end is lost, and said
    const again = await Receiver.start(yes, { port: down.port })
    await run('adopt', SETTINGS.map(dsnOf), spool)
    for (const setting of SETTINGS) {
      const { received } = setting.server === 'up' ? up : again
      const path = `/api${new URL(dsnOf(setting)).pathname}/envelope/`
      const said = saidBy(received.filter((one) => one.path === path))
      const expected = expectedOf(way, setting)
      expect({ ...setting, said: typeof expected === 'number' ? said.length : said }).toEqual({
        ...setting,
        said: expected,
      })
    }
  })
})

describe('a limit that docs/harmless.md names is one:', () => {
  const limited = waysOf(process.allowedNodeEnvironmentFlags).filter((way) => way.limit)
  test.each(limited.map((way) => [way.limit, way] as const))('%s', async (_, way) => {
    const shared = { dsn: 'http://a@127.0.0.1:1/1', spool: scratchFolder(), bin: BIN }
    const [bare, captured] = await Promise.all([
      runWay(way, { stage: 'bare', ...shared }),
      runWay(way, { stage: 'captured', ...shared }),
    ])
    expect(differences(bare, captured, undefined)).toEqual([expect.stringMatching(/^stderr, line/)])
    expect(differences(bare, captured, way.limit)).toEqual([])
  })
})

describe('what becomes of a capture, if the program ends by', () => {
  test.each([
    ['exit, judged by nobody yet', { code: 3 }, 1],
    ['exit, judged not worth it', { code: 3 }, 0],
    ['kill, judged by nobody yet', { signal: 'SIGKILL' }, 1],
  ])('%s', async (way, end, count) => {
    const spool = scratchFolder()
    const receiver = await Receiver.start()
    expect(await run('captures', [way, receiver.dsn], spool)).toMatchObject({ ...end, stderr: '' })
    await nextStart(receiver.dsn, spool)
    expect(new Set(receiver.ids).size).toBe(count)
  })
})

test('a function run in a context has our frames above its own, and nothing else is different', async () => {
  const [bare, watched] = await Promise.all([
    run('captures', ['reject in a context'], scratchFolder()),
    run('captures', ['reject in a context', 'http://a@127.0.0.1:1/1'], scratchFolder()),
  ])
  const withoutFrames = ({ stderr, ...end }: Ended) => ({
    ...end,
    stderr: stderr.replaceAll(/^ +at .*\n/gm, ''),
  })
  expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody catches this') })
  expect(withoutFrames(watched)).toEqual(withoutFrames(bare))
  expect(watched.stderr).toMatch(/^ +at .*raven.*dist/m)
})

describe('with a server that never answers', () => {
  const byName = (name: string) => waysOf(new Set()).find((way) => way.name === name)!

  test.each([
    ['end', {}],
    ['exit', {}],
    ['throw, later', {}],
    ['end', { SENTRY_WORKER: 'false' }],
    ['throw, later', { SENTRY_WORKER: 'false' }],
  ])(
    '%s %j: the end is held a little, and the event is kept',
    async (name, env) => {
      const spool = scratchFolder()
      const receiver = await Receiver.start(hang)
      const shared = { dsn: receiver.dsn, spool, bin: BIN }
      const limits = { SENTRY_SHUTDOWN_TIMEOUT_MS: '300', SENTRY_TIMEOUT_MS: '60000' }
      const [bare, held] = await Promise.all([
        runWay(byName(name), { stage: 'bare', ...shared }),
        runWay(byName(name), { stage: 'captured', ...shared, env: { ...limits, ...env } }),
      ])
      expect(held).toEqual(bare)
      receiver.respond = yes
      const count = 1 + byName(name).reports.length
      expect(await nextStart(receiver.dsn, spool)).toMatchObject({
        all: true,
        adopted: count,
        sent: count,
      })
    },
    45_000, // less than a request may take here
  )

  test('a program that survives its errors is not held', async () => {
    const receiver = await Receiver.start(hang)
    const settings = { SENTRY_SHUTDOWN_TIMEOUT_MS: '60000', SENTRY_TIMEOUT_MS: '60000' }
    const running = start(`${PROGRAMS}/survivor.mjs`, [receiver.dsn], {
      env: { RAVEN_SPOOL_DIR: scratchFolder(), ...settings },
    })
    expect(await running.ended).toMatchObject({ stdout: 'survived 3\n', signal: 'SIGKILL' })
  }, 45_000)
})
