/** Finding a port and listening on it, on every address asked for. */

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'

/** The port belongs to another program. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse'
  readonly code = 'port_in_use'
  readonly port: number

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is in use. Stop what listens there, or choose another with --port.`, {
      cause,
    })
    this.port = port
  }
}

/** Addresses of this machine for itself. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1']

/** Any port is free on the first address; the second one may still have it taken. */
const ATTEMPTS = 10

/** What we listen on. */
export interface Listening {
  readonly port: number
  readonly servers: readonly Server[]
}

/**
 * Listens on the same port of all `hosts` that this machine has; port 0 is any.
 *
 * Throws {@link PortInUse}.
 */
export async function listen(
  hosts: readonly string[],
  port: number,
  handle: RequestListener,
): Promise<Listening> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(hosts, port, handle)
    } catch (error) {
      if (!(error instanceof PortInUse) || port !== 0 || attempt === ATTEMPTS) throw error
    }
  }
}

async function listenOnAll(
  hosts: readonly string[],
  wanted: number,
  handle: RequestListener,
): Promise<Listening> {
  const servers: Server[] = []
  let port = wanted
  try {
    for (const host of hosts) {
      const server = await listenOn(host, port, handle)
      if (!server) continue
      servers.push(server)
      port = portOf(server)
    }
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  if (servers.length === 0) throw new Error(`This machine has no address ${hosts.join(' or ')}.`)
  return { port, servers }
}

/** Nothing, when the machine does not have this address (a machine without IPv6, say). */
async function listenOn(
  host: string,
  port: number,
  handle: RequestListener,
): Promise<Server | undefined> {
  const server = createServer({
    // An event may come in the address of an image.
    maxHeaderSize: 64 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 15_000,
  })
  server.on('request', handle)
  server.on('checkContinue', handle)
  server.listen({ host, port, ipv6Only: host.includes(':') })
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') throw new PortInUse(port, error)
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return undefined
    throw error
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
