/** A server on loopback that says yes to everything, and an address where nobody listens. */

import { createServer, type Server } from 'node:http'
import { once } from 'node:events'

/** Both, as DSNs of one project each. */
export interface Receivers {
  readonly up: (project: number) => string
  readonly down: (project: number) => string
  close(): Promise<void>
}

/** Starts both. */
export async function startReceivers(): Promise<Receivers> {
  const server = await listen()
  const gone = await listen()
  const [up, down] = [dsnsOf(server), dsnsOf(gone)]
  await closed(gone)
  return { up, down, close: () => closed(server) }
}

async function listen(): Promise<Server> {
  const server = createServer((request, response) => {
    request.on('error', () => {}) // a program that was killed in the middle
    request.resume().on('end', () => response.end('{}'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

function dsnsOf(server: Server): (project: number) => string {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return (project) => `http://public:secret@127.0.0.1:${port}/${project}`
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => void server.close(() => resolve()))
}
