/** Prints what changed in the process after each step of a client's life. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const [dsn, entry = 'raven-ts'] = process.argv.slice(2)
const spool = process.env.RAVEN_SPOOL_DIR

const reads = new Set()
const env = process.env
Object.defineProperty(process, 'env', {
  value: new Proxy(env, {
    get: (target, name) => {
      reads.add(String(name))
      return target[name]
    },
  }),
})

const workers = { started: 0, ended: 0 }
process.on('worker', (worker) => {
  workers.started++
  worker.once('exit', () => workers.ended++)
})

const listFiles = (path) => {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ name }) => name.split('.').at(-1))
  } catch {
    return []
  }
}

const flagsOf = (fd) => /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))[1]

const names = ['exit', 'worker', 'warning', 'newListener', 'removeListener']
const own = new Map(names.map((name) => [name, process.listenerCount(name)]))
const nodesOwn = (name) => own.get(name) ?? 0

function look() {
  const listeners = process
    .eventNames()
    .map((name) => [name, process.listenerCount(name) - nodesOwn(name)])
    .filter(([, count]) => count > 0)
  return {
    listeners: Object.fromEntries(listeners),
    resources: process.getActiveResourcesInfo().toSorted(),
    globals: Object.getOwnPropertyNames(globalThis).toSorted(),
    errors: [Error.stackTraceLimit, typeof Error.prepareStackTrace],
    streams: [0, 1, 2].map(flagsOf),
    files: listFiles(spool),
    workers: { ...workers },
    env: [...reads].filter((name) => /SENTRY|RAVEN|XDG|NODE_OPTIONS/.test(name)),
    descriptors: readdirSync('/proc/self/fd').length,
  }
}

/** The parts of `after` that differ from `before`. */
function changed(before, after) {
  const parts = Object.keys(after).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return Object.fromEntries(parts.map((key) => [key, after[key]]))
}

const steps = {}
// Node itself opens stderr when a connection of this thread ends, whoever made it.
if (env.SENTRY_WORKER) void process.stderr
await sleep(20)
const start = look()
const { Client } = await import(entry)
await sleep(20) // the loader closes its files
steps.import = changed(start, look())
const client = new Client(dsn)
steps.constructor = Object.keys(changed(start, look()))
await sleep(5)
const idle = look()
steps.idle = Object.keys(changed(start, idle))
client.captureMessage('one')
steps.capture = changed(idle, look())
await client.flush()
const sent = look()
steps.install = (client.install(), changed(sent, look()))
steps.sent = changed(idle, sent)
await client.close()
await sleep(50)
steps.close = changed(start, look())
console.log(JSON.stringify(steps))
