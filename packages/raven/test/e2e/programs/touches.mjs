/**
 * Prints what a client touches of its process, step by step, as words that `docs/harmless.md` uses.
 *
 * The first argument is a DSN, the second one the scenario, the third one how to import the package.
 */
import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, extname, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [dsn, scenario, entry = 'raven-ts'] = process.argv.slice(2)
const spool = process.env.RAVEN_SPOOL_DIR
const { readdirSync: readDir, readlinkSync: readLink } = fs

/** What happened since the last look, as words. */
const happened = new Set()
let isQuiet = false
function note(word) {
  if (!isQuiet) happened.add(word)
}

/** Waits without a trace. */
function rest(ms) {
  isQuiet = true
  const waited = sleep(ms)
  isQuiet = false
  return waited
}

const environment = process.env
Object.defineProperty(process, 'env', {
  value: new Proxy(environment, {
    get(target, name) {
      if (typeof name === 'string') note(`variable ${name}`)
      return target[name]
    },
  }),
})
process.on('worker', () => note('thread'))
createHook({
  init(_, type) {
    if (type !== 'PROMISE' && type !== 'TickObject') note(`resource ${type}`)
  },
}).enable()

function noteCalls(object, name, word) {
  const real = object[name]
  object[name] = function (...args) {
    note(word(...args))
    return Reflect.apply(real, this, args)
  }
}

function whereFrom(path) {
  if (typeof path === 'number') return 'descriptor'
  const text = String(path)
  if (!relative(spool, text).startsWith('..')) return 'spool'
  if (text.startsWith('/proc/')) return '/proc'
  return ['.mjs', '.js', '.map'].includes(extname(text)) ? 'source' : basename(text)
}

for (const name of [
  'readFileSync',
  'openSync',
  'readdirSync',
  'statSync',
  'lstatSync',
  'readlinkSync',
])
  noteCalls(fs, name, (path) => `reads ${whereFrom(path)}`)
for (const name of [
  'mkdirSync',
  'writeFileSync',
  'appendFileSync',
  'renameSync',
  'unlinkSync',
  'rmSync',
])
  noteCalls(fs, name, (path) => `writes ${whereFrom(path)}`)
for (const name of ['readFile', 'open', 'stat', 'readdir', 'writeFile', 'createReadStream'])
  noteCalls(fs, name, (path) => `reads ${whereFrom(path)}`)
noteCalls(fs, 'writeSync', (fd) => (fd === 2 ? 'stderr' : `writes ${kindOf(fd)}`))
noteCalls(process.stderr, 'write', () => 'stderr')
noteCalls(AsyncLocalStorage.prototype, 'run', () => 'AsyncLocalStorage')
noteCalls(AsyncLocalStorage.prototype, 'enterWith', () => 'AsyncLocalStorage')
syncBuiltinESMExports()

/** What is there now, each thing with its number. */
function look() {
  const things = new Map()
  const count = (word, number = 1) => things.set(word, (things.get(word) ?? 0) + number)
  for (const name of process.eventNames())
    count(`listener ${String(name)}`, process.listenerCount(name))
  for (const name of process.getActiveResourcesInfo()) count(`keeps alive ${name}`)
  for (const key of Reflect.ownKeys(globalThis)) count(`global ${String(key)}`)
  for (const key of ['prepareStackTrace', 'stackTraceLimit']) things.set(`Error.${key}`, Error[key])
  for (const key of Reflect.ownKeys(process)) {
    const { value } = Object.getOwnPropertyDescriptor(process, key)
    if (typeof value === 'function') things.set(`process.${String(key)}`, value)
  }
  for (const fd of readDir('/proc/self/fd')) count(`descriptor ${kindOf(fd)}`)
  return things
}

function kindOf(fd) {
  try {
    const path = readLink(`/proc/self/fd/${fd}`)
    return path.startsWith('/') ? whereFrom(path) : path.replace(/:.*/, '')
  } catch {
    return 'gone' // the one that read the folder
  }
}

/** Words for what is more, or other, than before. */
function changes(before, after) {
  return [...after].flatMap(([word, now]) =>
    before.get(word) === now || (typeof now === 'number' && now < (before.get(word) ?? 0))
      ? []
      : [word],
  )
}

const steps = {}
async function step(name, work) {
  happened.clear()
  const before = look()
  happened.clear()
  const result = await work()
  const words = [...happened]
  const after = look()
  steps[name] = [...new Set([...words, ...changes(before, after)])].toSorted()
  return result
}

/** The client of a scenario, after the steps that all of them share. */
async function begin(name = 'new Client()') {
  const { Client, registerSerializer } = await step('import', async () => {
    const all = await import(entry)
    await rest(20) // the loader closes its files
    return all
  })
  const client = await step(name, async () => {
    const made = new Client(dsn)
    await rest(20) // the look for what was left behind
    return made
  })
  return { client, registerSerializer, another: new Client() }
}

const fail = () => new TypeError('to be touched')
const firstEvent = (client, name = 'first event') =>
  step(name, async () => {
    client.captureException(fail())
    await client.flush(50_000)
  })

const scenarios = {
  async plain() {
    const { client } = await begin()
    await firstEvent(client)
    const before = look()
    const undo = await step('install()', () => client.install())
    await step('undo, which install() answers', undo)
    steps['left of install() after its undo'] = changes(before, look())
    await end(client)
  },
  async flood() {
    const { client } = await begin()
    await firstEvent(client)
    await step('first flood', async () => {
      for (let i = 0; i < 60; i++) client.captureException(fail())
      await client.flush(50_000)
    })
    await end(client)
  },
  async context() {
    const { client } = await begin()
    await step('first withContext', () => client.withContext({ tags: { a: 'b' } }, () => {}))
    await end(client)
  },
  async registry() {
    const { registerSerializer } = await begin()
    await step('first registerTransport or registerSerializer', () =>
      registerSerializer({ can: () => false, serialize: () => null }),
    )
  },
  async line() {
    const { client, another } = await begin()
    await step('first line on stderr', () => {
      for (const one of [client, another]) one.setDsn('not a DSN')
    })
    await end(client)
  },
  async map() {
    const { client } = await begin()
    await firstEvent(client)
    const { fail } = await import(process.env.WITH_MAP)
    await step('first error from a file with a source map', async () => {
      client.captureException(fail())
      await client.flush(50_000)
    })
    await end(client)
  },
  async delivered() {
    const { client } = await begin()
    await firstEvent(client)
    await step(
      'waiting for delivered(id)',
      () => void client.delivered(client.captureException(fail())),
    )
    await end(client)
  },
  async locals() {
    const { Session } = await import('node:inspector')
    noteCalls(Session.prototype, 'connect', () => 'inspector session')
    const { client } = await begin('new Client() with captureLocals')
    await end(client)
  },
  async 'no thread'() {
    const { client } = await begin('new Client() where no thread can start')
    await firstEvent(client, 'first event where no thread can start')
    await end(client)
  },
  async rejections() {
    const { client } = await begin()
    await step('install()', () => client.install())
    await end(client)
  },
}

/** After `close()` nothing may be left but what is said to stay. */
async function end(client) {
  await client.close(50_000)
  const left = () => changes(start, look())
  const isOpen = (word) => /^(?:descriptor|keeps alive) /.test(word)
  for (let i = 0; i < 200 && left().some(isOpen); i++) await rest(50) // the thread ends
  steps['left after close()'] = left()
}

// What Node opens when it is first used, whoever uses it.
void process.stdout
void process.stderr
await rest(20)
const start = look()
await scenarios[scenario]()
console.log(JSON.stringify(steps))
