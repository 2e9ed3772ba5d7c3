import { once } from 'node:events'
import type { Server } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Served } from '../contracts/web/system.ts'

/** Starts a server on loopback, and says how to reach and how to end it. */
export async function listen(server: Server, more: () => void = () => {}): Promise<Served> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      more()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The parameters in a path by the pattern of a route; undefined if it is not that route's. */
export function matches(pattern: string, path: string): Record<string, string> | undefined {
  const [names, parts] = [pattern.split('/'), path.split('/')]
  const fits = (name: string, at: number) => name.startsWith(':') || name === parts[at]
  if (names.length !== parts.length || !names.every(fits)) return undefined
  return Object.fromEntries(
    names.flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), parts[at] ?? '']] : [])),
  )
}

/** A body that fails after its first bytes. */
export async function* brokenBody(failure: () => Error): AsyncGenerator<string> {
  yield 'half'
  await turn()
  throw failure()
}
