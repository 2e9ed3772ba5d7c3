// An app that knows of nobody who watches it; the argument is its Express.
const { default: express } = await import(process.argv[2] ?? 'express')

const app = express()
app.get('/orders/:id', (request, _response, next) => {
  next(new Error(`there is no order ${request.params.id}`))
})
app.get('/answered', () => {
  throw new Error('the shop is closed')
})
app.get('/refused', () => {
  throw Object.assign(new Error('no such tea'), { status: 404 })
})
app.use((error, _request, response, next) => {
  if (error.message === 'the shop is closed') response.status(503).send('sorry')
  else next(error)
})

const server = app.listen(0, '127.0.0.1', async () => {
  for (const path of ['orders/7', 'answered', 'refused', 'nowhere']) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/${path}`)
    console.log(response.status, (await response.text()).includes('raven'))
  }
  console.log(app.router?.stack.length ?? app._router.stack.length)
  server.close()
  server.closeAllConnections()
})
