/** Starts an example as its README says, beside a server that keeps what it is sent. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

/** The DSN of a server that says yes, and the first envelope it is sent, as its lines. */
export async function listener(): Promise<{ dsn: string; came: Promise<readonly string[]> }> {
  const server = createServer().listen(0, '127.0.0.1')
  const came = once(server, 'request').then(async ([request, response]) => {
    const isPacked = request.headers['content-encoding'] === 'gzip'
    const body = await text(isPacked ? request.pipe(createGunzip()) : request)
    response.end('{}')
    return body.split('\n')
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { dsn: `http://public:secret@127.0.0.1:${port}/1`, came }
}

/** The example of that name, which ends with the test at the latest. */
export function started(
  name: string,
  args: readonly string[],
  dsn: string,
  more: Readonly<Record<string, string>> = {},
) {
  const spool = mkdtempSync(join(tmpdir(), 'raven-example-'))
  const child = spawn(process.execPath, args, {
    cwd: join(ROOT, 'examples', name),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, SENTRY_DSN: dsn, PORT: '0', RAVEN_SPOOL_DIR: spool, ...more },
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(spool, { recursive: true, force: true })
  })
  return child
}
