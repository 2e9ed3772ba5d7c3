import { once } from 'node:events'
import Koa from 'koa'

const app = new Koa()
app.use(() => {
  throw new Error('there is no tea')
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log((await fetch(`http://127.0.0.1:${server.address().port}/tea`)).status)
server.close()
server.closeAllConnections()
