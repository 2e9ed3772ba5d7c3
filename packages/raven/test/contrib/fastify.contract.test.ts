import { Readable } from 'node:stream'
import fastify from 'fastify'
import { ravenFastify } from 'raven-ts/contrib/fastify'
import { webContract, type AppSpec, type Served } from '../contracts/web-contract.ts'

/** An app as a user would write it: our plugin first, its own error handler beside its routes. */
async function serveFastify({
  options,
  routes,
  middleware,
  streamFailure,
  answerFor,
  handled,
}: AppSpec): Promise<Served> {
  const raven = options && ravenFastify(options)
  const app = fastify()
  if (raven) app.register(raven.plugin)
  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/middleware')) middleware()
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
      handler: ({ sentry, params }) => run({ sentry, params: params as Record<string, string> }),
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
      raven?.uninstall()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

webContract({ name: 'Fastify 5', mechanism: 'auto.http.fastify', serve: serveFastify })
