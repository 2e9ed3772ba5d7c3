import { createServer, get } from 'node:http'

const server = createServer(() => {
  setImmediate(() => {
    throw new Error('there is no tea')
  })
}).listen(0, '127.0.0.1', () => {
  get(`http://127.0.0.1:${server.address().port}/tea`).on('error', () => {})
})
