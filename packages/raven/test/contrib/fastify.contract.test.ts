import { Readable } from 'node:stream'
import fastify from 'fastify'
import { ravenFastify, type RavenFastify } from 'raven-ts/contrib/fastify'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Served } from '../contracts/web/system.ts'

/** An app as a user would write it: our plugin first, its own error handler beside its routes. */
async function serveFastify(spec: AppSpec, raven: RavenFastify | undefined): Promise<Served> {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = fastify({
    trustProxy: spec.trustsProxy,
    logger: { level: 'info', stream: { write: () => {} } },
  })
  if (raven) app.register(raven.plugin)
  app.addHook('onRequest', async (request) => {
    Object.assign(request, signedIn)
    if (request.url.startsWith('/middleware')) middleware()
  })
  app.setNotFoundHandler((request, reply) => {
    lost(request.url.split('?', 1)[0] ?? '')
    return reply.code(404).send({ found: false })
  })
  app.setErrorHandler((error, _request, reply) => {
    handled(error)
    const status = answerFor(error)
    if (status === undefined) return reply.send(error)
    return reply.code(status).send({ told: true })
  })
  for (const { method, path, run } of routes) {
    app.route({
      method,
      url: path,
      handler: ({ sentry, params, log }) =>
        run({ sentry, params: params as Record<string, string>, log }),
    })
  }
  app.get('/stream', (_request, reply) => {
    const body = new Readable({ read: () => {} })
    body.push('half')
    void reply.send(body)
    setImmediate(() => body.destroy(streamFailure()))
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url,
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

webContract({
  name: 'Fastify 5',
  mechanism: 'auto.http.fastify',
  integrate: ravenFastify,
  serve: serveFastify,
})
