/**
 * Ends in the way named by the first argument; with a DSN as the second one it is watched by a client.
 *
 * Without a DSN nothing of the client is loaded, so that both runs can be compared. It waits for a module
 * in any case, because that shows in stacks.
 */
import { setTimeout as sleep } from 'node:timers/promises'

const [way, dsn] = process.argv.slice(2)
const { Client } = await import(dsn === undefined ? 'node:path' : 'raven-ts')
const client = Client && new Client(dsn)

const report = (options) => client?.captureException(new TypeError('reported'), options)
const unjudged = { when: new Promise(() => {}) }
const turn = () => sleep(20)

class Unlucky extends Error {
  name = 'Unlucky'
}

function fail() {
  throw new Unlucky('nobody catches this')
}

async function refuse() {
  throw new Unlucky('nobody catches this')
}

const ways = {
  end: () => report(),
  exit: () => {
    report()
    process.exit(3)
  },
  'exit later': async () => {
    report()
    await turn()
    process.exit(3)
  },
  'exit, judged by nobody yet': async () => {
    report(unjudged)
    await turn()
    process.exit(3)
  },
  'exit, judged not worth it': () => {
    report({ when: Promise.resolve(false) })
    setImmediate(() => setImmediate(() => process.exit(3)))
  },
  'kill, judged by nobody yet': async () => {
    report(unjudged)
    await turn()
    process.kill(process.pid, 'SIGKILL')
  },
  'exit code': () => {
    report()
    process.exitCode = 4
  },
  'exit listener': () => {
    process.on('exit', (code) => {
      console.log('the program says good-bye', code)
      report()
    })
  },
  'exit listener throws': () => {
    process.on('exit', () => {
      report()
      throw new Unlucky('at the very end')
    })
  },
  throw: () => {
    client?.install()
    setImmediate(fail)
  },
  'throw at once': () => {
    client?.install()
    fail()
  },
  'throw, not installed': () => {
    report()
    setImmediate(fail)
  },
  'throw a primitive': () => {
    client?.install()
    setImmediate(() => {
      throw 'a mere text'
    })
  },
  'throw, monitored by the program too': () => {
    process.on('uncaughtExceptionMonitor', (error, origin) => console.log(origin, error.message))
    client?.install()
    setImmediate(fail)
  },
  'throw, survived': () => {
    client?.install()
    process.on('uncaughtException', (error) => console.log('survived', error.message))
    setImmediate(fail)
  },
  'throw, caught by a callback': () => {
    client?.install()
    process.setUncaughtExceptionCaptureCallback((error) => console.log('caught', error.message))
    report()
    setImmediate(fail)
  },
  'throw, ended by the program': () => {
    client?.install()
    process.on('uncaughtException', () => process.exit(9))
    setImmediate(fail)
  },
  reject: () => {
    client?.install()
    void refuse()
  },
  'reject with a primitive': () => {
    client?.install()
    void Promise.reject(7)
  },
  'reject, heard by the program': () => {
    client?.install()
    process.on('unhandledRejection', (error) => console.log('heard', error.message))
    void refuse()
  },
  'reject, heard before us': () => {
    process.on('unhandledRejection', (error) => console.log('heard', error.message))
    client?.install()
    void refuse()
  },
  'reject, ended by the program': () => {
    process.on('unhandledRejection', () => process.exit(8))
    client?.install()
    void refuse()
  },
  'reject, thrown on by the program': () => {
    client?.install()
    process.on('unhandledRejection', (error) => {
      throw error
    })
    void refuse()
  },
  'reject, no longer heard': () => {
    client?.install()
    const listener = () => {}
    process.on('unhandledRejection', listener)
    process.off('unhandledRejection', listener)
    void refuse()
  },
  'reject twice, heard once': () => {
    client?.install()
    process.once('unhandledRejection', (error) => console.log('heard', error.message))
    void refuse()
    void refuse()
  },
  'reject in a context': () => {
    client?.install()
    if (client) void client.withContext({ tags: { in: 'context' } }, refuse)
    else void refuse()
  },
  terminate: async () => {
    report()
    await turn()
    process.kill(process.pid, 'SIGTERM')
    await sleep(10_000)
  },
  'kill later': async () => {
    report()
    await turn()
    process.kill(process.pid, 'SIGKILL')
  },
  'kill at once': () => {
    report()
    process.kill(process.pid, 'SIGKILL')
  },
  abort: async () => {
    report()
    await turn()
    process.abort()
  },
}

await ways[way]()
