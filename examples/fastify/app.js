import fastify from 'fastify'
import { ravenFastify } from 'raven-ts/contrib/fastify'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenFastify({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = fastify()
app.register(raven.plugin) // before what it shall see
app.addHook('onRequest', async (request) => {
  request.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
})
app.setErrorHandler((error, request, reply) => {
  return reply.code(500).send({ error: error.message, id: request.sentry.id })
})
app.get('/', async () => 'Try /orders/7')
app.get('/orders/:id', async (request) => {
  request.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${request.params.id}`)
})

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`http://localhost:${app.server.address().port}`)
