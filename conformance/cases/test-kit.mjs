/**
 * The blocks of `docs/testing.md` as a newcomer copies them, under the real runners.
 *
 * Each passes as it is; it fails when something else is expected, or nothing is; tests that run at once do
 * not hear each other; and every runner ends by itself.
 */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import {
  blockBelow,
  JEST_FOLDER,
  newcomersFolder,
  RUNNERS,
  runTest,
  TSC,
} from '../helpers/test-runners.mjs'

const runtime = globalThis.Bun ? 'bun' : globalThis.Deno ? 'deno' : 'node'
/** vitest brings its own way to load modules to every Node, so one Node is enough. */
const isInUse = [undefined, process.execPath].includes(process.env.RAVEN_NODE)
const OF_RUNTIME = {
  bun: ['bun test'],
  deno: ['deno test'],
  node: ['node:test', 'jest', ...(isInUse ? ['vitest'] : [])],
}

/** Twenty tests that share a client and wait for each other's turn. */
const AT_ONCE = {
  'node:test': (body) =>
    `import { describe, test } from 'node:test'\ndescribe('at once', { concurrency: true }, () => {\nconst atOnce = test\n${body}})`,
  vitest: (body) => `import { test } from 'vitest'\nconst atOnce = test.concurrent\n${body}`,
  jest: (body) => `import { test } from '@jest/globals'\nconst atOnce = test.concurrent\n${body}`,
  'bun test': (body) => `import { test } from 'bun:test'\nconst atOnce = test.concurrent\n${body}`,
}
const IMPORTS = `import { record } from 'raven-ts/testing'\nimport { buy, client } from './shop.mjs'\n`
const BODY = `for (let order = 0; order < 20; order++) {
  atOnce('order ' + order, async () => {
    const errors = record({ client })
    const own = record()
    await errors.run(async () => {
      await new Promise(setImmediate)
      buy(order)
      await new Promise(setImmediate)
    })
    own.client.captureMessage('order ' + order)
    await errors.expectOne({ tags: { order } })
    await own.expectOne({ message: 'order ' + order })
    await errors.check()
    await own.check()
    await errors.stop()
  })
}
`

/** What the failing ones must say. */
const STORY = [
  /no cost/,
  /- message: \/no cost\//,
  /\+ message: "no price for order 7"/,
  /#1 error +TypeError: no price for order 7 +order=7/,
]

async function tryRunner(runner, folder) {
  const run = (name, code) =>
    runTest({ folder, name, code, command: [process.execPath, ...RUNNERS[runner](name)] })
  const block = blockBelow(runner)

  const passing = await run('passing.test.mjs', block)
  assert.equal(passing.exit, 0, `${runner}:\n${passing.said}`)
  assert.doesNotMatch(passing.said, /open handle|did not exit|force/i)

  const failing = await run('failing.test.mjs', block.replace('/no price/', '/no cost/'))
  assert.notEqual(failing.exit, 0, `${runner} passed:\n${failing.said}`)
  for (const line of STORY) assert.match(failing.said, line, runner)

  const unexpected = await run('unexpected.test.mjs', block.replace(/^ *await .*\n/m, ''))
  assert.notEqual(unexpected.exit, 0, `${runner} passed:\n${unexpected.said}`)
  assert.match(unexpected.said, /1 event was captured that no test expected/, runner)

  const wrap = AT_ONCE[runner]
  if (!wrap) return
  const atOnce = await run('at-once.test.mjs', `${IMPORTS}${wrap(BODY)}`)
  assert.equal(atOnce.exit, 0, `${runner}, at once:\n${atOnce.said}`)
}

const { folder, remove } = newcomersFolder()
try {
  for (const runner of OF_RUNTIME[runtime]) await tryRunner(runner, folder)
  if (runtime === 'node') await commonJs(folder)
  if (runtime === 'node' && isInUse) await jestTypes(folder)
} finally {
  remove()
}

/** Where jest takes it, tests that are no ES modules work unchanged. */
async function commonJs(folder) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 24 || (major === 24 && minor < 9)) return
  const code = `const { record } = require('raven-ts/testing')
const errors = record().failOnUnexpected()
test('is reported', async () => {
  errors.client.captureException(new TypeError('no price'))
  await errors.expectOne({ type: 'TypeError', message: /no price/ })
})
test('is reported too', () => void errors.client.captureMessage('unexpected'))
`
  const name = 'common.test.cjs'
  const command = [process.execPath, ...RUNNERS.jest(name)]
  const { exit, said } = await runTest({ folder, name, code, command })
  assert.equal(exit, 1, said)
  assert.match(said, /1 passed/)
  assert.match(said, /1 event was captured that no test expected/)
}

/** Where jest is installed and vitest is not. */
async function jestTypes(folder) {
  rmSync(join(folder, 'node_modules', 'vitest'))
  for (const name of ['@jest', 'expect'])
    symlinkSync(join(JEST_FOLDER, 'node_modules', name), join(folder, 'node_modules', name))
  cpSync(join(JEST_FOLDER, 'tsconfig.json'), join(folder, 'tsconfig.json'))
  const name = 'jest-types.mts'
  const code = readFileSync(join(JEST_FOLDER, name), 'utf8')
  const command = [process.execPath, TSC, '-p', folder]
  const { exit, said } = await runTest({ folder, name, code, command })
  assert.equal(exit, 0, said)
}
