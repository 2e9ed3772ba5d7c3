/** What only a program of its own can show: the order of imports, and deaths before the answer. */

import { describe, expect, test } from 'vitest'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/contrib/programs`

describe('an error whose answer is never given', () => {
  test.each(['express', 'node:http'])(
    'is sent by a program that ends before, by %s',
    async (framework) => {
      const receiver = await Receiver.start()
      const env = { RAVEN_SPOOL_DIR: scratchFolder() }
      const args = [framework, 'exit', receiver.dsn]
      const { ended } = start(`${PROGRAMS}/dying-server.mjs`, args, { env })
      expect(await ended).toMatchObject({ code: 3, stderr: '' })
      expectOrder(receiver)
    },
  )

  test.each(['express', 'node:http'])(
    'waits on disk for the next start of one that is killed, by %s',
    async (framework) => {
      const receiver = await Receiver.start()
      const env = { RAVEN_SPOOL_DIR: scratchFolder() }
      const args = [framework, 'kill', receiver.dsn]
      const { ended } = start(`${PROGRAMS}/dying-server.mjs`, args, { env })
      expect(await ended).toMatchObject({ signal: 'SIGKILL' })
      expect(receiver.received).toEqual([])
      const next = start(`${PACKAGE}test/e2e/programs/next-start.mjs`, [receiver.dsn], { env })
      expect(await next.ended).toMatchObject({ code: 0, stderr: '' })
      expectOrder(receiver)
    },
  )
})

/** One event came, with its request. */
function expectOrder({ received }: Receiver): void {
  const said = received.map(({ body }) => body.toString())
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('no order')
  expect(said[0]).toMatch(/"url":"http:\/\/127\.0\.0\.1:\d+\/orders\/7"/)
}

test.each(['client first', 'frameworks first'])(
  'every framework is watched, whatever is there first: %s',
  async (order) => {
    const receiver = await Receiver.start()
    const env = { RAVEN_SPOOL_DIR: scratchFolder() }
    const { ended } = start(`${PROGRAMS}/set-up-order.mjs`, [order, receiver.dsn], { env })
    expect(await ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
    const seen = receiver.received.map(({ body }) => /(\w+) fails"/.exec(body.toString())?.[1])
    const all = ['connect', 'express', 'koa', 'hono', 'fastify', 'fetch', 'http']
    expect(seen).toHaveLength(all.length)
    expect(new Set(seen)).toEqual(new Set(all))
  },
)
