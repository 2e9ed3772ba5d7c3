/** `raven-ts spool delete`: deletes events unsent. */

import { parseArgs } from 'node:util'

import { deleteFromSpool } from 'raven-ts/node'

/** Throws for words that make no sense. */
export function runSpoolDelete(words: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { all: { type: 'boolean' }, dsn: { type: 'string' } },
  })
  if ((values.all === true) === positionals.length > 0)
    throw new TypeError('delete takes event ids, or --all.')
  const wanted = values.all === true ? 'all' : new Set(positionals)
  const deleted = deleteFromSpool(wanted, { dsn: values.dsn })
  process.stdout.write(`deleted ${deleted.length}\n`)
  const missing = positionals.filter((id) => !deleted.includes(id))
  if (missing.length === 0) return 0
  process.stderr.write(`Not there, or in use by a living process: ${missing.join(', ')}\n`)
  return 1
}
