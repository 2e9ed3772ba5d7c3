/** An app of Hono on the runtime's own server: each failing request is one event with its request, route and user. */
import assert from 'node:assert/strict'
import { Client } from 'raven-ts'
import { startInbox } from '../helpers/inbox.mjs'
import { serveFetch } from '../helpers/serve-fetch.mjs'
import { visitShop } from '../helpers/visit-shop.mjs'
import { shopOf } from '../programs/hono-shop.mjs'

const inbox = await startInbox()
const client = new Client(inbox.dsn, { spool: false })
const { app, raven } = shopOf(client)
const server = await serveFetch(app.fetch)
await visitShop(server.port, async (id) => {
  assert.deepEqual(await client.delivered(id), { outcome: 'sent', status: 200 })
  return (await inbox.event(id)).event
})
const { captured, sent } = client.stats()
assert.deepEqual({ captured, sent }, { captured: 2, sent: 2 })

await server.stop()
raven.uninstall()
await client.close(5_000)
await inbox.close()
