/** An app of Hono on workerd: each failing request waits for its event alone, and each arrives. */
import { startInbox } from '../helpers/inbox.mjs'
import { arrivalsOf, bundleWorker, serveWorker } from '../helpers/workerd.mjs'
import { visitShop } from '../helpers/visit-shop.mjs'

const inbox = await startInbox()
const worker = await bundleWorker('worker-hono.mjs')
const server = await serveWorker(worker, { dsn: inbox.dsn })
for (let round = 0; round < 5; round++) await visitShop(server.port, arrivalsOf(inbox))
await server.stop()
worker.remove()
await inbox.close()
