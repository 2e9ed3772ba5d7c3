import { createServer } from 'node:http'
import { Client } from 'raven-ts'
import { publicDsn } from 'raven-ts/contrib/templates'
import { tunnel } from 'raven-ts/contrib/tunnel'

const client = new Client() // SENTRY_DSN says where events go
const report = tunnel({ client })
const dsn = publicDsn(client)

/** A page that reports by the means of browsers alone; a Sentry client would be told `dsn` and `tunnel: '/report'`. */
const page = () => `<!doctype html>
<title>Tea</title>
<button onclick="brew()">Brew</button>
<script>
  addEventListener('error', ({ error }) => {
    const headers = JSON.stringify({ dsn: location.protocol + ${JSON.stringify(dsn())} })
    const event = JSON.stringify({ message: error.message, platform: 'javascript' })
    fetch('/report', { method: 'POST', body: [headers, '{"type":"event"}', event].join('\\n') })
  })
</script>`

const server = createServer((request, response) => {
  if (request.url.startsWith('/report')) return void report.node(request, response)
  response.setHeader('content-type', 'text/html').end(page())
})
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
