import Hapi from '@hapi/hapi'
import { ravenHapi } from 'raven-ts/contrib/hapi'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenHapi({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const server = Hapi.server({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
await server.register(raven.plugin) // before what it shall see
server.auth.scheme('till', () => ({
  // whoever signs people in leaves credentials
  authenticate: (_, h) => h.authenticated({ credentials: { id: 42, username: 'ann' } }),
}))
server.auth.strategy('till', 'till')
server.auth.default('till')
server.ext('onPreResponse', ({ response, sentry }, h) => {
  if (!response.isServer) return h.continue
  return h.response({ error: response.message, id: sentry.id }).code(500)
})
server.route([
  { method: 'GET', path: '/', handler: () => 'Try /orders/7' },
  {
    method: 'GET',
    path: '/orders/{id}',
    handler: (request) => {
      request.sentry.tagsContext({ shop: 'tea' })
      throw new Error(`there is no order ${request.params.id}`)
    },
  },
])

await server.start()
console.log(`http://localhost:${server.info.port}`)
