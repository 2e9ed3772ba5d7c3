/**
 * A captured error's `stack` is to the letter what it would have been: of every kind of error, by
 * itself and beside the tools that rewrite stacks.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { realPart, ROOT } from '../../tools/real-parts.mjs'

const SOURCE = join(ROOT, 'conformance', 'programs', 'twin-stacks.ts')
const TEST_TIMEOUT_MS = 60_000

/** As a build leaves it: JavaScript with its map inside. */
async function built() {
  const outfile = join(ROOT, '.cache', 'conformance', `twin-stacks-${process.pid}.mjs`)
  await build({
    entryPoints: [SOURCE],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  })
  return outfile
}

async function run(args) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TEST_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  }
  const [code, signal] = await once(child, 'close')
  assert.equal(code, 0, `ended with ${signal ?? code}: ${said.stderr}`)
  return JSON.parse(said.stdout)
}

/** The ways of Node, and whether stacks then speak of the source. */
function waysOfNode(file) {
  const { path, hint } = realPart('stack-tools')
  assert.ok(path, `not installed: ${hint}`)
  const tools = createRequire(
    join(ROOT, 'packages', 'raven', 'test', 'real', 'stack-tools', 'x.js'),
  )
  return {
    plain: { args: [file], mapped: false },
    '--enable-source-maps': { args: ['--enable-source-maps', file], mapped: true },
    'source-map-support': {
      args: ['--require', tools.resolve('source-map-support/register'), file],
      mapped: true,
    },
    tsx: { args: ['--import', pathToFileURL(tools.resolve('tsx')).href, SOURCE], mapped: true },
  }
}

const OTHERS = {
  bun: { args: [SOURCE], mapped: true },
  deno: {
    args: ['run', '--allow-all', '--node-modules-dir=manual', '--quiet', SOURCE],
    mapped: true,
  },
}

const other = ['bun', 'deno'].find((name) => name in process.versions)
const ways = other ? { [other]: OTHERS[other] } : waysOfNode(await built())

for (const [name, { args, mapped }] of Object.entries(ways)) {
  const outcome = await run(args)
  assert.deepEqual(outcome.mixedUp, [], name)
  assert.ok(outcome.pairs > 150, `${name}: ${outcome.pairs} pairs`)
  assert.equal(outcome.mapped, mapped, name)
}
