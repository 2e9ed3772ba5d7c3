import { createServer } from 'node:http'
import { ravenHttp } from 'raven-ts/contrib/node-http'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenHttp({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = raven.handler(async (request, response) => {
  request.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
  const [, orders, id] = new URL(request.url, 'http://localhost').pathname.split('/')
  if (orders !== 'orders') return response.end('Try /orders/7')
  // there are no routes here; who has them says their names
  raven.client.context.merge({ transaction: `${request.method} /orders/:id` })
  request.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${id}`)
})

async function answer(request, response) {
  try {
    await app(request, response)
  } catch (error) {
    response.statusCode = 500
    response.end(JSON.stringify({ error: error.message, id: request.sentry.id }))
  }
}

const server = createServer((request, response) => void answer(request, response))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
