/** The next start of a program: sends what an earlier one left, and prints its books and the ends of the ids it is given. */
import { Client } from 'raven-ts'

const [dsn, ...ids] = process.argv.slice(2)
const client = new Client(dsn)
const all = await client.close(120_000)
const ends = await Promise.all(ids.map(client.delivered))
console.log(JSON.stringify({ all, ends, ...client.stats() }))
