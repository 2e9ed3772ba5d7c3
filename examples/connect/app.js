import connect from 'connect'
import { ravenConnect } from 'raven-ts/contrib/connect'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenConnect({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = connect()
app.use(raven.requests) // before everything else
app.use((request, _response, next) => {
  request.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
  next()
})
app.use('/orders', (request) => {
  // Connect has no routes; who has them says their names
  raven.client.context.merge({ transaction: `${request.method} /orders/:id` })
  request.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${request.url.split(/[/?]/)[1]}`)
})
app.use((_request, response) => response.end('Try /orders/7'))
app.use(raven.errors) // after everything else
app.use((error, request, response, _next) => {
  response.statusCode = 500
  response.end(JSON.stringify({ error: error.message, id: request.sentry.id }))
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
