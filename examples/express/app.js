import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenExpress({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = express()
app.use(raven.requests) // before the routes
app.use((request, _response, next) => {
  request.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
  next()
})
app.get('/', (_request, response) => response.send('Try /orders/7'))
app.get('/orders/:id', async (request) => {
  request.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${request.params.id}`)
})
app.use(raven.errors) // after them
app.use((error, request, response, _next) => {
  response.status(500).json({ error: error.message, id: request.sentry.id })
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
