/**
 * A web server that reports its errors; started with a channel to its parent, and ends with it. Says its
 * port, then answers each message with what it holds after all errors have left.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'raven-ts'
import { ravenHttp } from 'raven-ts/contrib/node-http'
import { remains } from '../helpers/remains.mjs'

const client = new Client(process.argv[2])
const raven = ravenHttp({ client })

/** Some in the first turn, some in a later one, most of them of a kind, some of many kinds. */
function fail(number) {
  const error = new TypeError(`no price for ${number}`)
  if (number % 4 === 0) error.name = `PriceError${number % 300}`
  throw error
}

const app = raven.handler(async (request, response) => {
  const number = Number(request.url.slice(request.url.lastIndexOf('/') + 1))
  client.captureBreadcrumb({ message: `looks for ${number}`, data: { number } })
  request.sentry.userContext({ id: `${number}` })
  request.sentry.tagsContext({ shelf: number % 7 })
  const isFailing = request.url.startsWith('/fail/')
  if (isFailing && number % 2) fail(number)
  await Promise.resolve()
  if (isFailing) fail(number)
  response.end('ok')
})

const server = createServer((request, response) => {
  app(request, response).catch(() => response.writeHead(500, { 'content-length': 0 }).end())
})
server.keepAliveTimeout = 0 // the parent waits between its loads as long as it likes
server.listen(0, '127.0.0.1')
await once(server, 'listening')

async function answer() {
  const all = await client.flush(60_000)
  await sleep(50)
  process.send({ all, stats: client.stats(), ...(await remains()) })
}
process.on('message', () => void answer()) // cannot reject but for a fault of this suite
process.once('disconnect', () => process.exit())
process.send({ port: server.address().port })
