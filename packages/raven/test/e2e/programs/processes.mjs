/** One kind of process each, as `docs/processes.md` has them. */
import { spawn } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import process from 'node:process'
import { Client } from 'raven-ts'

const [kind] = process.argv.slice(2)
const client = new Client({ install: true }) // SENTRY_DSN

/** As the page shows it. */
function closeOn(signal, code) {
  process.once(signal, () => void client.close().finally(() => process.exit(code)))
}

/** Says that it is ready for a signal, an event captured and on disk, and stays. */
async function captured() {
  client.captureException(new Error(`${kind} was here`))
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  console.log('ready')
  setInterval(() => {}, 1_000)
}

/** Signals from within the namespace, by a process of its own. */
async function signalled(signal) {
  await once(spawn('kill', [`-${signal}`, '1'], { stdio: 'ignore' }), 'exit')
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

const KINDS = {
  async cluster() {
    if (cluster.isWorker) {
      setImmediate(() => {
        throw new Error('cluster was here')
      })
      return
    }
    const [code] = await once(cluster.fork(), 'exit')
    console.log(`worker ${code}`)
  },
  async default() {
    await captured()
  },
  async closing() {
    closeOn('SIGTERM', 143)
    await captured()
  },
  /** Nobody hears the signal, and the kernel does not let it end what is first. */
  async first() {
    await signalled('TERM')
    console.log(`alive as ${process.pid}`)
    await client.close()
    process.exit(0)
  },
  async 'first-closing'() {
    closeOn('SIGTERM', 143)
    client.captureException(new Error('first-closing was here'))
    setInterval(() => {}, 1_000)
    await signalled('TERM')
  },
}
await KINDS[kind]()
