/** The example that knows of nobody, started as its README says. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

test('register reports what an untouched program prints and answers', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  const came = once(server, 'request').then(async ([request, response]) => {
    const isPacked = request.headers['content-encoding'] === 'gzip'
    const body = await text(isPacked ? request.pipe(createGunzip()) : request)
    response.end('{}')
    return body
  })
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const spool = mkdtempSync(join(tmpdir(), 'raven-example-'))
  onTestFinished(() => rmSync(spool, { recursive: true, force: true }))
  const { port } = server.address() as AddressInfo
  const dsn = `http://public:secret@127.0.0.1:${port}/1`
  const child = spawn(process.execPath, ['--import', 'raven-ts/register', 'server.js'], {
    cwd: join(ROOT, 'examples', 'register'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, SENTRY_DSN: dsn, PORT: '0', RAVEN_SPOOL_DIR: spool },
  })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  expect((await fetch(`${line}/orders/4711`)).status).toBe(500)
  const [, , payload = ''] = (await came).split('\n')
  expect(JSON.parse(payload)).toMatchObject({
    exception: { values: [{ value: 'there is no order 4711', mechanism: { handled: false } }] },
    transaction: 'GET /orders/:id',
    environment: 'example',
    tags: { shop: 'tea' },
  })
})
