/** Redis, for one test file. */

import { realPart } from '../../tools/real-parts.mjs'
import { freePort, serviceFolder, startServer, stopServer, type Service } from './server.ts'

/** A port may be taken between the question and the start. */
const TRIES = 5

/** A Redis on a port of its own, with nothing in it; `url` is `redis://127.0.0.1:port`. */
export async function startRedis(): Promise<Service> {
  const { path, hint } = realPart('redis')
  if (path === undefined) throw new Error(`missing: ${hint}`)
  const folder = serviceFolder()
  for (let left = TRIES; ; left--) {
    const port = await freePort()
    const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder]
    const args = [...where, '--save', '', '--appendonly', 'no']
    try {
      const isReady = (line: string): boolean => line.includes('Ready to accept connections')
      const child = await startServer({ command: path, args, isReady })
      return { url: `redis://127.0.0.1:${port}`, stop: () => stopServer(child, folder) }
    } catch (error) {
      if (left === 1) throw error
    }
  }
}
