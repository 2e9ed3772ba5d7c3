/**
 * Captures in an environment that somebody has changed, as the first argument says, and prints what came
 * of it: the ids, the books, and whether anything escaped.
 */
import { Client } from 'raven-ts'

const refuse = () => {
  throw new Error('not today')
}
const changes = {
  nothing: () => {},
  'Date.now throws': () => (Date.now = refuse),
  'Date.now answers nothing': () => (Date.now = () => undefined),
  'Math.random throws': () => (Math.random = refuse),
  'Math.random answers nothing': () => (Math.random = () => NaN),
  'JSON.stringify throws': () => (JSON.stringify = refuse),
  'structuredClone is gone': () => Reflect.deleteProperty(globalThis, 'structuredClone'),
  'a prototype of all has more': () => Reflect.set(Object.prototype, 'extra', 'enumerable'),
  'a prototype of lists has more': () => Reflect.set(Array.prototype, 'last', refuse),
  'stacks are prepared by nonsense': () => (Error.prepareStackTrace = () => 7),
  'stacks are prepared by nobody': () => (Error.prepareStackTrace = refuse),
  'stacks have no limit': () => Reflect.deleteProperty(Error, 'stackTraceLimit'),
  'stacks are limited to nothing': () => (Error.stackTraceLimit = 0),
  'stacks are limited to less': () => (Error.stackTraceLimit = -1),
  'stacks are limited by no number': () => (Error.stackTraceLimit = NaN),
  'stacks cannot be taken': () => Reflect.deleteProperty(Error, 'captureStackTrace'),
  'setImmediate throws': () => (globalThis.setImmediate = refuse),
}

const { stringify } = JSON
const requests = []
const transport = {
  concurrency: 4,
  send: (request, done) => {
    requests.push(request)
    done({ ok: true, status: 200, headers: {} })
  },
  close: () => {},
}
const escaped = []
process.on('uncaughtException', (error) => escaped.push(String(error)))
process.on('unhandledRejection', (error) => escaped.push(String(error)))

changes[process.argv[2]]()
const client = new Client('http://public@localhost/1', {
  transport: () => transport,
  spool: false,
  diagnostics: false,
  beforeSend: (event) => event,
})
const ids = [
  client.captureException(new TypeError('thrown', { cause: { code: 7 } })),
  client.captureMessage('said %s', { params: ['twice'], stack: true }),
  client.withContext({ tags: { in: 'context' } }, () => client.captureException('a mere text')),
]
client.captureBreadcrumb({ message: 'crumb' })
await client.flush(50_000)
await client.close(50_000)
process.stdout.write(stringify({ ids, stats: client.stats(), escaped, requests: requests.length }))
