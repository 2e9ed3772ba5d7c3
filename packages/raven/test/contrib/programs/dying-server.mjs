/** Asks itself for what fails, and ends before there is an answer, in the way named by the second argument. */
import { once } from 'node:events'
import http from 'node:http'
import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'
import { ravenHttp } from 'raven-ts/contrib/node-http'

const [framework, way, dsn] = process.argv.slice(2)

/** In a later turn, as by a signal or by somebody's decision: the answer is never given. */
function end() {
  if (way === 'exit') setTimeout(() => process.exit(3), 20)
  else setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20)
}

const handlers = {
  express() {
    const raven = ravenExpress({ dsn })
    const app = express()
    app.use(raven.requests)
    app.get('/orders/:id', () => {
      throw new TypeError('no order')
    })
    app.use(raven.errors)
    app.use((_error, _request, _response, _next) => end())
    return app
  },
  'node:http'() {
    const handle = ravenHttp({ dsn }).handler(async () => {
      throw new TypeError('no order')
    })
    return (request, response) => handle(request, response).catch(end)
  },
}

const server = http.createServer(handlers[framework]()).listen(0, '127.0.0.1')
await once(server, 'listening')
http.get({ host: '127.0.0.1', port: server.address().port, path: '/orders/7' })
