/** `raven-ts spool show`: one event, as it would leave. */

import { parseArgs } from 'node:util'

import { listSpool } from 'raven-ts/node'

/** Throws for words that make no sense. */
export function runSpoolShow(words: readonly string[]): number {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true })
  const [id, ...more] = positionals
  if (id === undefined || more.length > 0) throw new TypeError('show takes one event id.')
  const event = listSpool()
    .find((entry) => entry.id === id)
    ?.event()
  if (event) {
    process.stdout.write(`${JSON.stringify(event, undefined, 2)}\n`)
    return 0
  }
  process.stderr.write(`No event ${id} waits. To see what does: npx raven-ts spool list\n`)
  return 1
}
