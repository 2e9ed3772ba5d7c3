/** Asks itself for what fails; what Koa says of it is on stderr. With a DSN it is watched by a client. */
import { once } from 'node:events'
import Koa from 'koa'

const [dsn] = process.argv.slice(2)
const { ravenKoa } = await import(dsn === undefined ? 'node:path' : 'raven-ts/contrib/koa')
const raven = ravenKoa?.({ dsn })

const app = new Koa()
if (raven) app.use(raven.requests)
app.use((ctx) => {
  if (ctx.path === '/404') ctx.throw(404)
  if (ctx.path === '/text') throw 'a mere text'
  throw new TypeError('no order')
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
for (const path of ['/', '/404', '/text']) {
  const url = `http://127.0.0.1:${server.address().port}${path}`
  console.log(path, (await fetch(url, { headers: { connection: 'close' } })).status)
}
console.log(app.listenerCount('error'))
server.close()
