// This program knows of nobody who watches it: see raven.config.json and the script in package.json.
import express from 'express'

const app = express()
app.get('/', (_request, response) => response.send('Try /orders/7'))
app.get('/orders/:id', async (request) => {
  throw new Error(`there is no order ${request.params.id}`)
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
