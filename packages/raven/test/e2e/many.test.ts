/** Different errors in a loop: every one is accounted for, and none is held back from who waits for it. */

import { expect, test } from 'vitest'
import { expectBooks } from '../support/books.ts'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver, yes } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const COUNT = 10_000
const MOST_MEMORY = 64 * 1024 * 1024
/** An engine lets garbage lie until its young generation is full, which is no memory that we hold. */
const TIDY = ['--expose-gc', '--max-semi-space-size=2']

async function run(program: string, args: readonly string[], folder: string) {
  const env = { RAVEN_SPOOL_DIR: folder, SENTRY_SHUTDOWN_TIMEOUT_MS: '50000' }
  const running = start(`${PROGRAMS}/${program}`, args, { env, nodeArgs: TIDY })
  const { stdout, stderr, code } = await running.ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  const { all, memory, lines, ...books } = JSON.parse(stdout)
  return { all, memory, lines, books }
}

test.each(['flush', 'nothing', 'exit'])(
  'three hundred different errors have arrived when a short script ends (%s)',
  async (end) => {
    const receiver = await Receiver.start()
    const { books } = await run('many.mjs', [receiver.dsn, '300', end], scratchFolder())
    expectBooks(books, { captured: 300, sent: 300, dropped: {} })
    expect(new Set(receiver.ids).size).toBe(300)
    expect(receiver.received).toHaveLength(300)
  },
  120_000,
)

test('ten thousand different errors in a loop, and an end before all have left: the next start sends the rest', async () => {
  let isUp = true
  const receiver = await Receiver.start((request, response) => {
    if (receiver.received.length > 2_000) isUp = false
    if (isUp) yes(request, response)
    else response.writeHead(503).end()
  })
  const folder = scratchFolder()
  const first = await run('many.mjs', [receiver.dsn, `${COUNT}`, 'exit'], folder)
  const { sent, spooled } = first.books
  expectBooks(first.books, { captured: COUNT, sent, spooled, dropped: {} })
  expect(sent + spooled).toBe(COUNT)
  expect(spooled).toBeGreaterThan(0)
  expect(first.memory).toBeLessThan(MOST_MEMORY)
  receiver.respond = yes
  const next = await run('next-start.mjs', [receiver.dsn], folder)
  expectBooks(next.books, { adopted: spooled, sent: spooled, dropped: {} })
  expect(next.all).toBe(true)
  const ids = new Set(receiver.ids)
  expect(ids.size).toBe(COUNT)
}, 300_000)

test('three thousand different errors in a loop arrive when somebody waits for them', async () => {
  const receiver = await Receiver.start()
  const { all, books } = await run('many.mjs', [receiver.dsn, '3000', 'flush'], scratchFolder())
  expect(all).toBe(true)
  expectBooks(books, { captured: 3_000, sent: 3_000, dropped: {} })
  expect(receiver.received).toHaveLength(3_000)
  expect(new Set(receiver.ids).size).toBe(3_000)
}, 300_000)

test('without a spool, what memory does not hold is dropped by name', async () => {
  const receiver = await Receiver.start()
  const args = [receiver.dsn, `${COUNT}`, 'flush', 'no-spool']
  const { all, lines, memory, books } = await run('many.mjs', args, scratchFolder())
  const { sent, dropped } = books
  expect(all).toBe(true)
  expectBooks(books, { captured: COUNT, sent, dropped: { flood: dropped.flood } })
  expect(sent + dropped.flood).toBe(COUNT)
  expect(sent).toBeGreaterThanOrEqual(600)
  expect(lines).toEqual(['raven: an event was lost: flood'])
  expect(memory).toBeLessThan(MOST_MEMORY)
  expect(new Set(receiver.ids).size).toBe(sent)
}, 300_000)

test('errors of a program that never comes back to its event loop arrive all the same', async () => {
  const receiver = await Receiver.start()
  const env = { RAVEN_SPOOL_DIR: scratchFolder() }
  const running = start(`${PROGRAMS}/stuck.mjs`, [receiver.dsn], { env })
  await receiver.untilReceived(51)
  expect(running.child.exitCode).toBeNull()
  running.child.kill('SIGKILL')
  await running.ended
  const types = receiver.received.map(
    ({ body }) => /"type":"(\w+Error)"/.exec(body.toString())?.[1] ?? '',
  )
  expect(types.filter((type) => type === 'TypeError').length).toBe(50)
  expect(types.filter((type) => type === 'RangeError').length).toBe(1)
}, 60_000)
