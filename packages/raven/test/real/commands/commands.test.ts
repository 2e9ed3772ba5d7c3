/** Programs of commands by real packages: their exit codes and words stay what they are. */

import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../../support/programs.ts'
import { Receiver } from '../../support/receiver.ts'
import { scratchFolder } from '../../support/scratch.ts'

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url))

/** Without frames, of which ours are some, and the excerpt that Node prints where nobody has read the stack. */
const plain = (text: string): string =>
  text.replaceAll(/^ +at .*\n/gm, '').replace(/^(?:file:|node:)[^\n]*\n[^]*?\^\n\n?/, '')

const KINDS = ['main', 'commander', 'yargs', 'citty']

describe.each(KINDS)('a command of %s', (kind) => {
  async function both(...words: string[]) {
    const receiver = await Receiver.start()
    const env = { RAVEN_SPOOL_DIR: scratchFolder() }
    const [bare, watched] = await Promise.all([
      start(fileOf(kind), words, { env }).ended,
      start(fileOf(kind), words, { env: { ...env, SENTRY_DSN: receiver.dsn } }).ended,
    ])
    expect({ ...watched, stderr: plain(watched.stderr) }).toEqual({
      ...bare,
      stderr: plain(bare.stderr),
    })
    return { bare, sent: receiver.received.map(({ body }) => body.toString()) }
  }

  test('that fails is reported, with its words', async () => {
    const { bare, sent } = await both('brew', '--kind', 'green', '--token', 'k9w2x7')
    expect(bare.code).toBe(1)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain('"value":"there is no green tea"')
    expect(sent[0]).toContain('"argv":["brew","--kind=green","--token=[Filtered]"]')
    expect(sent[0]).toContain('"type":"auto.command"')
  })

  test('that does well is not', async () => {
    const { bare, sent } = await both('brew', '--kind', 'black')
    expect([bare.code, bare.stdout, sent]).toEqual([0, 'black tea\n', []])
  })

  test.skipIf(kind === 'main')('that nobody knows is a matter of the caller', async () => {
    const { bare, sent } = await both('brew', '--knid', 'green')
    expect(bare.code).toBe(1)
    expect(sent).toEqual([])
  })
})

test('a command of commander may be one that waits', async () => {
  const receiver = await Receiver.start()
  const env = { RAVEN_SPOOL_DIR: scratchFolder(), SENTRY_DSN: receiver.dsn }
  const { code } = await start(fileOf('commander'), ['later'], { env }).ended
  expect([code, receiver.received.length]).toEqual([1, 1])
})
