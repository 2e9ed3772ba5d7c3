/** The next start of a program: sends what an earlier one left, and prints its books. */
import { Client } from 'raven-ts'

const client = new Client(process.argv[2])
const all = await client.close(20_000)
console.log(JSON.stringify({ all, ...client.stats() }))
