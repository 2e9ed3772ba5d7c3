/** One event through the packed client into the packed inbox; and a request's context through Express. */
import { once } from 'node:events'
import { join } from 'node:path'
import express from 'express'
import { startInbox } from 'raven-inbox'
import { Client } from 'raven-ts'
import { ravenExpress } from 'raven-ts/contrib/express'
import * as node from 'raven-ts/node'

const inbox = await startInbox({ file: join(import.meta.dirname, 'deliver.db'), port: 0 })
const client = new Client(inbox.dsn())

/** An Express app that fails on one route, after setting what it knows on the client. */
async function serve() {
  const raven = ravenExpress({ client, exposeEventId: true })
  const app = express()
  app.use(raven.requests)
  app.get('/orders/:id', async (request) => {
    client.tagsContext({ order: request.params.id })
    client.userContext({ id: 'u1' })
    throw new TypeError('no such order')
  })
  app.use(raven.errors)
  app.use((_error, _request, response, _next) => response.status(500).end())
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function get(path) {
  const response = await fetch(new URL(path, inbox.url))
  return response.json()
}

const message = new node.Client(inbox.dsn())
message.captureMessage('one and only one')
await message.close(20_000)

const server = await serve()
const url = `http://127.0.0.1:${server.address().port}`
const responses = await Promise.all(
  ['17', '18'].map((id) => fetch(`${url}/orders/${id}`, { headers: { connection: 'close' } })),
)
server.close()
await client.close(20_000)

const orders = await Promise.all(
  responses.map(async (response) => {
    const id = response.headers.get('x-sentry-id')
    const { event } = await get(`/api/0/1/events/${id}/`)
    const path = new URL(event.request.url).pathname
    return { order: event.tags.order, user: event.user.id, path, method: event.request.method }
  }),
)
const issues = await get('/api/0/issues/')
const counts = issues.rows.map(({ title, count }) => `${count} ${title}`)
console.log(JSON.stringify({ orders, counts: counts.sort() }))
await inbox.close()
