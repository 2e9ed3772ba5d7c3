/**
 * Captures errors of many kinds, one in a turn, with a disk that may take none of them or not all. Prints its
 * books and lines when somebody waited for the events, and again after a line on its standard input, which
 * says that the server is there now; without such a line at its end.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Client } from 'raven-ts'

const [dsn, count] = process.argv.slice(2)
const lines = []
const client = new Client(dsn, { diagnostics: (line) => lines.push(line), flood: false })
const say = (all) => writeSync(1, `${JSON.stringify({ all, lines, stats: client.stats() })}\n`)

for (let number = 0; number < Number(count); number++) {
  client.captureException(new Error(`number ${number}`))
  await new Promise((resolve) => setImmediate(resolve))
}
say(await client.flush(50_000))
process.on('exit', () => say())
const sendAll = async () => say(await client.flush(50_000))
createInterface({ input: process.stdin }).on('line', () => void sendAll())
