/**
 * Makes clients and closes them, a few of them at once. Prints what the process holds after a warm-up, and
 * after all of them.
 */
import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'raven-ts'
import { ravenHttp } from 'raven-ts/contrib/node-http'
import { heldBytes, remains } from '../helpers/remains.mjs'

const [dsn, warmUp, count] = process.argv.slice(2)
const AT_ONCE = 5
const LOOKS = 100
const server = createServer()

const ways = [
  (client) => void client.captureException(new TypeError('of one client')), // starts a thread, too
  (client) => void client.install(),
  (client) => client.install()(),
  (client) => {
    const raven = ravenHttp({ client })
    raven.attach(server)
    raven.uninstall()
  },
  (client) =>
    client.withContext({ tags: { a: 'b' } }, () => client.captureBreadcrumb({ message: 'x' })),
]

let failed = 0
async function one(number) {
  const client = new Client(dsn)
  ways[number % ways.length](client)
  if (number % 2) await Promise.resolve()
  if (!(await client.close(50_000))) failed++
}

async function make(clients) {
  for (let number = 0; number < clients; number += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => one(number + n)))
}

/** What is there as soon as it is what was there; or, after a while, whatever is. */
async function settled(wanted) {
  let found
  for (let look = 0; look < LOOKS; look++) {
    found = await remains()
    if (JSON.stringify(found.things) === JSON.stringify(wanted)) break
    await sleep(20) // a thread that ended is not gone at once
  }
  return found
}

await make(Number(warmUp))
await sleep(500)
const before = { ...(await remains()), held: heldBytes() }
await make(Number(count))
const after = { ...(await settled(before.things)), held: heldBytes() }
const listeners = server.listenerCount('request')
process.stdout.write(JSON.stringify({ before, after, listeners, failed }))
