/** An inbox in a process of its own, on the Node that runs the suite, whatever runs the case. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVE = fileURLToPath(new URL('serve.mjs', import.meta.url))

/**
 * Starts an inbox; it is gone when this program is.
 *
 * `issues()` lists what it holds, last seen first; `event(id)` is one event, or undefined.
 */
export async function startInbox() {
  const child = spawn(process.env.RAVEN_NODE ?? process.execPath, [SERVE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { url, dsn } = JSON.parse(line)
  const get = async (path) => {
    const response = await fetch(new URL(path, url))
    return response.ok ? response.json() : undefined
  }
  return {
    dsn,
    issues: async () => (await get('/api/0/issues/')).rows,
    event: (id) => get(`/api/0/1/events/${id}/`),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
