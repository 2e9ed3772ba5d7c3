/** A server on loopback that takes whatever reporters send. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Starts it; `dsn` is where reporters send to. */
export async function startSink(): Promise<{ readonly server: Server; readonly dsn: string }> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return { server, dsn: `http://public@127.0.0.1:${port}/1` }
}
