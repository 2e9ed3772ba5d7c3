/** Captures and ends in the way named by the first argument; the second one is a DSN. */
import { setTimeout as sleep } from 'node:timers/promises'

const [way, dsn] = process.argv.slice(2)
const { Client } = await import(dsn === undefined ? 'node:path' : 'raven-ts')
const client = Client && new Client(dsn)

const report = (options) => client.captureException(new TypeError('reported'), options)
const unjudged = { when: new Promise(() => {}) }

async function refuse() {
  throw new Error('nobody catches this')
}

const ways = {
  'exit, judged by nobody yet': async () => {
    report(unjudged)
    await sleep(20)
    process.exit(3)
  },
  'exit, judged not worth it': () => {
    report({ when: Promise.resolve(false) })
    setImmediate(() => setImmediate(() => process.exit(3)))
  },
  'kill, judged by nobody yet': async () => {
    report(unjudged)
    await sleep(20)
    process.kill(process.pid, 'SIGKILL')
  },
  'kill, a turn later': async () => {
    report()
    await sleep(20)
    process.kill(process.pid, 'SIGKILL')
  },
  'kill at once': () => {
    report()
    process.kill(process.pid, 'SIGKILL')
  },
  'reject in a context': () => {
    client?.install()
    if (client) void client.withContext({ tags: { in: 'context' } }, refuse)
    else void refuse()
  },
}

await ways[way]()
