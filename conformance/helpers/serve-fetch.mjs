/** Serves a fetch handler on loopback by what the runtime has for it; on Node by the shortest bridge there is. */
import { once } from 'node:events'
import http from 'node:http'

/** Answers the `port` it listens on, and `stop`. */
export async function serveFetch(fetch) {
  const { Bun, Deno } = globalThis
  if (Bun) {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch })
    return { port: server.port, stop: () => server.stop(true) }
  }
  if (Deno) {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, fetch)
    return { port: server.addr.port, stop: () => server.shutdown() }
  }
  const bridge = async ({ url, method, headers }, outgoing) => {
    const response = await fetch(new Request(`http://${headers.host}${url}`, { method, headers }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  }
  // cannot reject but for a fault of the case, which then ends with it
  const server = http.createServer((incoming, outgoing) => void bridge(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: server.address().port, stop: () => server.close() }
}
