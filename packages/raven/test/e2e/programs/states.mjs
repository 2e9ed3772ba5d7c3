/**
 * Captures as many errors as the state needs that its first argument names, and lives on. Answers each
 * line on its standard input with a line of its own: the books, the ids, and the ends known so far.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Client } from 'raven-ts'

const [state, dsn] = process.argv.slice(2)
const {
  count = 1,
  inTurn = false,
  ...options
} = {
  captured: { inTurn: true },
  'finished and spooled': { count: 5 },
  'rolled up': { count: 10, flood: { burst: 2, rollUpMs: 60_000 } },
}[state] ?? {}

const client = new Client(dsn, options)
const ids = Array.from({ length: count }, () => client.captureException(new TypeError(state)))

const say = (ends) => writeSync(1, `${JSON.stringify({ ids, stats: client.stats(), ends })}\n`)
const known = (id) => Promise.race([client.delivered(id), Promise.resolve(undefined)])

function stay() {
  say()
  for (;;); // the turn never ends
}

const orders = {
  look: async () => say(await Promise.all(ids.map(known))),
  stay,
  close: async () => {
    await client.close(0)
    say(await Promise.all(ids.map(known)))
  },
}

if (inTurn) stay()
createInterface({ input: process.stdin }).on('line', (order) => void orders[order]())
