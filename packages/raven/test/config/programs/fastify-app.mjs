import fastify from 'fastify'

const app = fastify()
app.get('/tea/:kind', async () => {
  throw new Error('there is no tea')
})
await app.listen({ host: '127.0.0.1', port: 0 })
console.log((await fetch(`http://127.0.0.1:${app.server.address().port}/tea/green`)).status)
await app.close()
