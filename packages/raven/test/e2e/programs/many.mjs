/**
 * Many errors, each of a kind of its own, in a loop that never yields; then an end of its choice. Prints
 * its books, and how much its memory grew at most: looked at after garbage was collected, since an engine
 * lets garbage lie as long as it likes.
 */
import { Client } from 'raven-ts'

const [dsn, count, end, spool] = process.argv.slice(2)
const lines = []
const client = new Client(dsn, {
  spool: spool !== 'no-spool',
  diagnostics: (line) => lines.push(line),
})

function capture(i) {
  const error = new Error(`no price for ${i}`)
  error.name = `PriceError${i}`
  client.captureException(error)
}

globalThis.gc?.()
const before = process.memoryUsage.rss()
let most = before
for (let i = 0; i < Number(count); i++) {
  capture(i)
  if (i % 500 === 0) {
    globalThis.gc?.()
    most = Math.max(most, process.memoryUsage.rss())
  }
}
const said = (all) =>
  console.log(JSON.stringify({ all, memory: most - before, lines, ...client.stats() }))
if (end === 'flush') said(await client.flush(120_000))
if (end === 'nothing') process.on('exit', () => said())
if (end === 'exit') {
  process.on('exit', () => said())
  process.exit()
}
