/** The last start: sends what all before it left, and notes what was lost, as they do. */
import { openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { Client } from 'raven-ts'

const [dsn, file] = process.argv.slice(2)
const books = openSync(file, 'a')
const client = new Client(dsn, {
  diagnostics: false,
  onLoss: (reason, count) => writeSync(books, `- ${reason} ${count}\n`),
})
process.exitCode = (await client.close(50_000)) ? 0 : 1
