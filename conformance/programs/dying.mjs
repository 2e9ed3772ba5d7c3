/** Captures, prints the ids of what it captured, and ends in the way it is told. */
import { writeSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'raven-ts'

const [way, dsn] = process.argv.slice(2)
const client = new Client(dsn)

function report(count = 1) {
  for (let number = 0; number < count; number++) {
    writeSync(1, `${client.captureException(new TypeError(`before ${way}`))}\n`)
  }
}

const turn = () => sleep(20)

/** Captures all the time, until it is killed in the middle. */
async function burst() {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60)
  for (;;) {
    report(3)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const ways = {
  nothing: () => report(),
  exit: () => (report(), process.exit(3)),
  throw: () => {
    client.install()
    report()
    setImmediate(() => {
      throw new RangeError('nobody catches this')
    })
  },
  reject: () => {
    client.install()
    report()
    void Promise.reject(new RangeError('nobody catches this'))
  },
  terminate: async () => (
    report(),
    await turn(),
    process.kill(process.pid, 'SIGTERM'),
    await sleep(9_000)
  ),
  kill: async () => (
    report(),
    await turn(),
    process.kill(process.pid, 'SIGKILL'),
    await sleep(9_000)
  ),
  abort: async () => (report(), await turn(), process.abort()),
  burst,
  'kill at once': () => (report(), process.kill(process.pid, 'SIGKILL')),
}

await ways[way]()
