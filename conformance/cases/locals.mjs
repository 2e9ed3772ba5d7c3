/**
 * Frames show the variables of the calls that were under way, and the program ends as it would have.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../programs/locals.mjs', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'raven-conformance-'))

const run = (nodeArgs, ...args) => runFile(PROGRAM, nodeArgs, ...args)

async function runFile(file, nodeArgs, ...args) {
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  }
  const [code] = await once(child, 'close')
  return { code, ...said }
}

let runs = 0

/** The variables of the program's own frames, by function; and how it ended. */
async function variables(kind, mode, nodeArgs = []) {
  const file = join(scratch, String(runs++))
  const ended = await run(nodeArgs, kind, mode, file)
  const events = existsSync(file)
    ? readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse)
    : []
  assert.ok(events.length <= 1, `${kind} is one event`)
  const frames = events[0]?.exception.values.at(-1).stacktrace?.frames ?? []
  const own = frames.filter(({ abs_path }) => abs_path === PROGRAM)
  return { ended, vars: own.map((frame) => [frame.function, frame.vars]), frames }
}

/** An unhandled rejection whose stack was read before is printed without its line of source. */
function withoutExcerpt(ended) {
  return { ...ended, stderr: ended.stderr.slice(ended.stderr.indexOf('\n\n')) }
}

const named = (vars, name) => vars.find(([found]) => found === name)?.[1]

// through a class, blocks, arguments taken apart, and a variable that has no value yet
for (const kind of ['timer', 'event', 'chain', 'closure', 'recursion']) {
  const { ended, vars } = await variables(kind, 'uncaught')
  assert.deepEqual(withoutExcerpt(ended), withoutExcerpt(await run([], kind)), kind)
  assert.equal(ended.code, 1)
  assert.deepEqual(named(vars, 'outer'), { base: 1, password: 'hunter2' }, kind)
  const { inBlock, tax, price, rate, seen } = named(vars, 'inner')
  assert.deepEqual(
    { inBlock, tax, price, rate, seen },
    { inBlock: 'yes', tax: 4, price: 2, rate: 2, seen: 1 },
  )
  const sum = named(vars, 'Cart.sum')
  assert.deepEqual(sum.cart, { '[class]': 'Cart', items: ['book'] }, 'and no getter ran')
}
assert.deepEqual(
  await run([], 'timer'),
  (await variables('timer', 'uncaught')).ended,
  'where no rejection is involved every letter is the same',
)

const recursion = (await variables('recursion', 'uncaught')).vars
assert.deepEqual(
  recursion.filter(([name]) => name === 'down').map(([, vars]) => vars?.depth),
  [undefined, undefined, 1, 0],
  'a function that calls itself has variables of its own each time; five calls are read',
)

const async = await variables('async', 'uncaught')
assert.deepEqual(withoutExcerpt(async.ended), withoutExcerpt(await run([], 'async')))
assert.deepEqual(named(async.vars, 'innerAsync'), { price: 2, before: 4, after: 5 })

const primitive = await variables('primitive', 'uncaught')
assert.deepEqual(primitive.vars.at(-1), ['thrower', { code: 7 }], 'with a stack it never had')

// what is caught is seen in the mode "all" only
assert.equal(named((await variables('handled', 'uncaught')).vars, 'outer'), undefined)
assert.equal(named((await variables('handled', 'all')).vars, 'outer').base, 1)
assert.equal(named((await variables('handledAsync', 'all')).vars, 'innerAsync').before, 4)

const watched = (await variables('handledByWatch', 'all')).vars
assert.equal(named(watched, 'watching').watched, 1)
assert.equal(named(watched, 'watching').own, 1, 'both stand in the frame that watched')

for (const kind of ['exit', 'exitCode']) {
  assert.deepEqual((await variables(kind, 'all')).ended, await run([], kind))
}

const debugged = await variables('timer', 'uncaught', ['--inspect=127.0.0.1:0'])
assert.equal(debugged.ended.code, 1)
assert.equal(named(debugged.vars, 'outer'), undefined, 'a debugger has the inspector to itself')

const shared = new URL('../../packages/raven/test/e2e/programs/locals.mjs', import.meta.url)
const { code, stdout } = await runFile(fileURLToPath(shared), ['--expose-gc'], 'memory')
assert.equal(code, 0)
assert.ok(JSON.parse(stdout).grownMegabytes < 8, `what was seen is let go of: ${stdout}`)

rmSync(scratch, { recursive: true, force: true })
