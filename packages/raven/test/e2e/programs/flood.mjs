/**
 * A flood of one error beside one different error, in a loop that never yields; or one that yields, and
 * writes down how many it captured before each call. Prints its books, and how much its memory grew
 * at most; garbage is collected now and then, because an engine lets it grow as it likes.
 */
import { openSync, writeSync } from 'node:fs'
import { Client } from 'raven-ts'

const [dsn, count, way, notes] = process.argv.slice(2)
const client = new Client(dsn)
const fd = notes ? openSync(notes, 'w') : undefined
const note = Buffer.alloc(8)

function capture(i) {
  if (fd !== undefined) {
    note.writeDoubleLE(i + 1)
    writeSync(fd, note, 0, 8, 0)
  }
  try {
    throw new TypeError(`no price for ${i}`)
  } catch (error) {
    client.captureException(error)
  }
}

globalThis.gc?.()
const before = process.memoryUsage.rss()
let most = before
for (let i = 0; i < Number(count); i++) {
  capture(i)
  if (i === 500) client.captureException(new RangeError('a different one'))
  if (i % 20_000 === 0) {
    most = Math.max(most, process.memoryUsage.rss())
    globalThis.gc?.()
  }
  if (way === 'yields' && i % 100 === 0) await new Promise(setImmediate)
}
const memory = most - before
const all = await client.close(120_000)
console.log(JSON.stringify({ all, memory, ...client.stats() }))
