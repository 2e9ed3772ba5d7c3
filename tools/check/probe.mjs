/**
 * Loads one entry in a fresh process and tells what that did to the process, as JSON on stdout.
 *
 *     node --input-type=module --eval "$(cat probe.mjs)" <specifier or path> import|require|both
 *
 * It is run as text in the folder of our package, so that the package's name means that very folder.
 * `modules` are the files of ours that ran; `effects` are what importing must not do. Whatever Node
 * itself does to load a file is told apart by the call stack: only calls made from our files count.
 */
import asyncHooks from 'node:async_hooks'
import fs from 'node:fs'
import inspector from 'node:inspector'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { pathToFileURL } from 'node:url'

const [specifier, how] = process.argv.slice(1)
const path = fs.realpathSync(process.cwd())
const home = pathToFileURL(path).href
const effects = new Set()

/** Whether one of our files is on the stack. */
function isOurs() {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const { stack } = new Error('where')
  Error.stackTraceLimit = before
  return stack.split('\n').some((line) => line.includes(`${path}/`) && !line.includes('/[eval'))
}

function note(effect) {
  if (isOurs()) effects.add(effect)
}

/** Notes every call of every function of an object. */
function watchCalls(name, target) {
  for (const key of Object.keys(target)) {
    const original = target[key]
    if (typeof original !== 'function' || /^[A-Z_]/.test(key)) continue
    const watched = function (...args) {
      note(`calls ${name}.${key}`)
      return Reflect.apply(original, this, args)
    }
    target[key] = Object.assign(watched, original)
  }
}

function watchEnvironment() {
  const seen =
    (trap) =>
    (target, key, ...rest) => {
      note(`reads the environment: ${String(key ?? 'all of it')}`)
      return Reflect[trap](target, key, ...rest)
    }
  const traps = ['get', 'has', 'ownKeys', 'set', 'getOwnPropertyDescriptor', 'deleteProperty']
  const handler = Object.fromEntries(traps.map((trap) => [trap, seen(trap)]))
  handler.ownKeys = (target) => {
    note('reads the environment: all of it')
    return Reflect.ownKeys(target)
  }
  Object.defineProperty(process, 'env', { value: new Proxy(process.env, handler) })
}

/** Timers, sockets, workers and the like; promises are only values. */
function watchResources() {
  const init = (_, type) => {
    if (type !== 'PROMISE') note(`makes a resource: ${type}`)
  }
  asyncHooks.createHook({ init }).enable()
}

/** The scripts of ours that the engine parses from here on. */
function watchModules() {
  const modules = new Set()
  const session = new inspector.Session()
  session.connect()
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    if (url.includes('/[eval')) return
    if (url.startsWith(`${home}/`)) modules.add(url.slice(home.length + 1))
    else if (url.startsWith(`${path}/`)) modules.add(url.slice(path.length + 1))
  })
  session.post('Debugger.enable')
  return { modules, stop: () => session.disconnect() }
}

/** What can be compared before and after. */
function state() {
  return {
    'global names': Reflect.ownKeys(globalThis).map(String),
    listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
    'Error settings': [
      `stackTraceLimit ${Error.stackTraceLimit}`,
      `prepareStackTrace ${typeof Error.prepareStackTrace}`,
    ],
    'process settings': [`exitCode ${process.exitCode}`, `title ${process.title}`],
  }
}

function compare(before, after) {
  for (const [what, values] of Object.entries(after)) {
    const added = values.filter((value) => !before[what].includes(value))
    if (added.length > 0) effects.add(`changes ${what}: ${added.join(', ')}`)
  }
}

const require = createRequire(import.meta.url)

async function load() {
  if (how === 'require') return [require(specifier)]
  const imported = await import(specifier)
  return how === 'both' ? [imported, require(specifier)] : [imported]
}

watchCalls('fs', fs)
watchCalls('fs.promises', fs.promises)
watchEnvironment()
syncBuiltinESMExports()
const { modules, stop } = watchModules()
const before = state()
watchResources()
const [first, second = first] = await load()
compare(before, state())
stop()

const unequal = Object.keys(first).filter((name) => first[name] !== second[name])
const answer = { modules: [...modules].sort(), effects: [...effects].sort(), unequal }
fs.writeSync(1, JSON.stringify(answer))
