/**
 * One server for `bench/http.ts`: `server.mjs <framework> <client> <dsn> <peers>`.
 *
 * `/fine` answers, `/fail` throws, `/cpu` tells the microseconds of CPU the process has used. Prints its
 * port when it listens, and ends with its parent.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [framework, client, dsn, peers] = process.argv.slice(2)

/** The peer wants to be there before the framework. */
const sentry = client === '@sentry/node' ? startSentry() : undefined

function startSentry() {
  const peer = createRequire(join(peers, 'package.json'))('@sentry/node')
  peer.init({ dsn })
  return peer
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return { microseconds: user + system, ...process.memoryUsage() }
}
const fail = (id) => {
  throw new Error(`there is no order ${id}`)
}

const servers = {
  async express() {
    const { default: express } = await import('express')
    const raven = client === 'raven-ts' ? await ravenExpress() : undefined
    const app = express()
    if (raven) app.use(raven.requests)
    app.get('/fine', (_request, response) => response.json({ fine: true }))
    app.get('/fail', async (request) => fail(request.query.id))
    app.get('/cpu', (_request, response) => response.json(cpu()))
    if (raven) app.use(raven.errors)
    sentry?.setupExpressErrorHandler(app)
    app.use((_error, _request, response, _next) => response.status(500).json({ fine: false }))
    const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port))
  },

  async fastify() {
    const { default: fastify } = await import('fastify')
    const app = fastify()
    if (client === 'raven-ts') await app.register((await ravenFastify()).plugin)
    sentry?.setupFastifyErrorHandler(app)
    app.get('/fine', () => ({ fine: true }))
    app.get('/fail', async (request) => fail(request.query.id))
    app.get('/cpu', cpu)
    app.setErrorHandler((_error, _request, reply) => reply.status(500).send({ fine: false }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    process.send(app.server.address().port)
  },
}

async function ravenExpress() {
  const { ravenExpress: make } = await import('raven-ts/contrib/express')
  return make({ dsn })
}

async function ravenFastify() {
  const { ravenFastify: make } = await import('raven-ts/contrib/fastify')
  return make({ dsn })
}

process.on('disconnect', () => process.exit())
await servers[framework]()
