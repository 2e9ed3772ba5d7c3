/**
 * Every way to end, with and without a client, with a server and without: the same to the byte.
 *
 * The matrix is the one users run as `npx raven-ts doctor`, on the runtime at hand.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../packages/raven/bin/raven-ts.mjs', import.meta.url))
const child = spawn(process.execPath, [bin, 'doctor', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { PATH: process.env.PATH },
})
let text = ''
child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
await once(child, 'close')

const { node, matrix, failed } = JSON.parse(text)
const differing = matrix.filter((row) => row.settings.some((one) => one.differences.length > 0))
assert.deepEqual(differing, [])
assert.deepEqual(
  { node, code: child.exitCode, failed },
  { node: process.version, code: 0, failed: 0 },
)
// every Node we name has the permission model, and we run this where there are signals
assert.ok(matrix.length >= 60, `${matrix.length} ways`)
for (const way of ['SIGTERM', 'permissions', 'preloaded by NODE_OPTIONS', 'globals', 'errors'])
  assert.ok(
    matrix.some((row) => row.way === way),
    way,
  )
