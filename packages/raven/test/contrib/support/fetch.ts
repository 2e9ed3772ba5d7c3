/** What tests of fetch handlers share. */

import { once } from 'node:events'
import { serve } from '@hono/node-server'
import type { Served } from '../../contracts/web/system.ts'

/** A body that fails when its first bytes left. */
export function failingBody(failure: () => Error): ReadableStream<Uint8Array> {
  let isFirst = true
  return new ReadableStream({
    async pull(controller) {
      if (isFirst) controller.enqueue(new TextEncoder().encode('half'))
      else {
        await new Promise((resolve) => setTimeout(resolve, 5))
        controller.error(failure())
      }
      isFirst = false
    },
  })
}

/** Serves a fetch handler on Node. */
export async function serveFetch(fetch: Parameters<typeof serve>[0]['fetch']): Promise<Served> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  }
}
