/** One flag before a program that knows of nobody: it ends as ever, and its errors arrive. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startServer } from '../helpers/deaths.mjs'

const packageFile = (path) =>
  fileURLToPath(new URL(`../../packages/raven/${path}`, import.meta.url))
const FLAGS = [
  ['--import', packageFile('dist/register.js')],
  ['--require', packageFile('bin/register.cjs')],
]
/** Programs, and how many events each makes by `--import` and by `--require`. */
const PROGRAMS = {
  'plain.mjs': [1, 1],
  'plain.cjs': [1, 1],
  'hooked.mjs': [1, 1],
  'express-app.mjs': [2, 2],
  'koa-app.mjs': [1, 1],
  'fastify-app.mjs': [1, 1],
  'threads.mjs': [4, 5],
}

const server = await startServer()
const folder = mkdtempSync(join(tmpdir(), 'raven-conformance-'))
writeFileSync(join(folder, 'raven.config.json'), JSON.stringify({ dsn: server.dsn }))

async function run(program, flags) {
  const child = spawn(
    process.execPath,
    [...flags, packageFile(`test/config/programs/${program}`)],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, RAVEN_SPOOL_DIR: join(folder, 'spool') },
      timeout: 60_000,
      killSignal: 'SIGKILL',
    },
  )
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  await once(child, 'close')
  return { code: child.exitCode, ...said }
}

for (const [program, counts] of Object.entries(PROGRAMS)) {
  const bare = await run(program, [])
  for (const [index, flags] of FLAGS.entries()) {
    server.state.accepted.clear()
    const { code, stdout, stderr } = await run(program, flags)
    assert.deepEqual([code, stdout], [bare.code, bare.stdout], `${program} ${flags[0]}\n${stderr}`)
    assert.ok(!/^raven: /m.test(stderr), stderr)
    assert.equal(server.state.accepted.size, counts[index], `${program} ${flags[0]}`)
  }
}
rmSync(folder, { recursive: true })
await server.close()
