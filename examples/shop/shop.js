import express from 'express'
import { ravenExpress } from 'raven-ts/contrib/express'

import { raven } from './raven.js'
import { checkout, orders, restock } from './src/routes.js'

const { requests, errors } = ravenExpress({ client: raven, exposeEventId: true })

const app = express()
app.use(requests)
app.use(express.json())
app.use((request, _response, next) => {
  raven.userContext({ id: '42', username: 'ann' })
  raven.extraContext({
    cart: request.body?.cart,
    payment: { cardToken: 'tok_9f8e', method: 'card' },
  })
  raven.captureBreadcrumb({ category: 'session', message: 'ann signed in' })
  next()
})

app.post('/checkout', checkout)
app.get('/orders/:id', orders)
app.post('/restock', restock)

app.use(errors)
app.use((error, _request, response, _next) => {
  response.status(500).json({ error: error.message })
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`The shop is open at http://localhost:${server.address().port}`)
})
