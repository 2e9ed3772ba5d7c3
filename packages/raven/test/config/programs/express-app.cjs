// The same as `express-app.mjs`, as people wrote it for ten years.
const express = require(process.argv[2] ?? 'express')

const app = express()
const orders = express.Router()
orders.get('/:id', (request, _response, next) => {
  next(new Error(`there is no order ${request.params.id}`))
})
app.use('/orders', orders)
app.get('/answered', () => {
  throw new Error('the shop is closed')
})
app.use((error, _request, response, next) => {
  if (error.message === 'the shop is closed') response.status(503).send('sorry')
  else next(error)
})

const server = app.listen(0, '127.0.0.1', async () => {
  for (const path of ['orders/7', 'answered']) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/${path}`)
    console.log(response.status)
  }
  server.close()
  server.closeAllConnections()
})
