/**
 * A server, and a proxy that leads to it, in a process of their own, for tests whose main thread is
 * blocked or that look at both ends. The proxy knows every name: all of them are this server.
 *
 * Told by its one argument, as JSON; says its ports in one line; asked and told more over `control`.
 */
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'

const { tls, proxy = {} } = JSON.parse(process.argv[2])
const seen = { requests: [], proxied: [] }
let answer = { status: 200, headers: {} }

async function bytesOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function onRequest(request, response) {
  const raw = await bytesOf(request)
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
  const { url: path, headers } = request
  seen.requests.push({ path, headers, body: body.toString('base64') })
  if (answer.hang) return
  response.writeHead(answer.status, answer.headers).end('said')
}

/** Notes who asked for what; answers the status of a refusal, or undefined. */
function refusal(kind, target, headers) {
  seen.proxied.push({ kind, target, headers })
  const wanted = proxy.credentials && `Basic ${Buffer.from(proxy.credentials).toString('base64')}`
  if (wanted && headers['proxy-authorization'] !== wanted) return 407
  return proxy.status
}

async function onProxied(request, response) {
  const status = refusal('absolute', request.url, request.headers)
  if (status) return response.writeHead(status).end()
  const body = await bytesOf(request)
  const { pathname } = new URL(request.url)
  const { 'proxy-authorization': _, ...headers } = request.headers
  const server = `http://127.0.0.1:${ports.port}${pathname}`
  const { request: send } = await import('node:http')
  const forward = send(server, { method: request.method, headers }, (from) => {
    response.writeHead(from.statusCode, from.headers)
    from.pipe(response)
  })
  forward.on('error', () => response.destroy())
  forward.end(body)
}

function onConnect(request, socket) {
  const status = refusal('connect', request.url, request.headers)
  socket.on('error', () => {})
  if (proxy.hang) return
  if (status) return socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
  const server = connect(ports.port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Established\r\n\r\n')
    server.pipe(socket).pipe(server)
  })
  server.on('error', () => socket.destroy())
}

async function onControl(request, response) {
  const told = (await bytesOf(request)).toString()
  if (request.url === '/answer') answer = JSON.parse(told)
  if (request.url === '/die') {
    await Promise.all(
      [server, proxyServer].map((one) => {
        const closed = new Promise((resolve) => one.close(resolve))
        for (const socket of sockets.get(one)) socket.destroy()
        return closed
      }),
    )
  }
  response.end(JSON.stringify(seen))
}

const listen = (one, host = '127.0.0.1') =>
  new Promise((resolve, reject) => {
    one.on('error', reject)
    one.listen(0, host, () => resolve(one.address().port))
  })

const sockets = new Map()
function noteSockets(one) {
  const open = new Set()
  sockets.set(one, open)
  one.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
}

/** What fails in a handler ends this process, and its test with it. */
const on = (handler) => (request, response) => void handler(request, response)

const server = tls ? createTlsServer(tls, on(onRequest)) : createServer(on(onRequest))
const proxyServer = proxy.tls
  ? createTlsServer(proxy.tls, on(onProxied))
  : createServer(on(onProxied))
proxyServer.on('connect', onConnect)
noteSockets(server)
noteSockets(proxyServer)
const ports = {
  port: await listen(server),
  proxyPort: await listen(proxyServer, proxy.host),
  control: await listen(createServer(on(onControl))),
}
console.log(JSON.stringify(ports))
