/** A worker that ends on SIGTERM as workers do: `node worker.mjs <redis> <queue>`. */
import { Worker } from 'bullmq'
import { Client } from 'raven-ts'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'

const [url, name] = process.argv.slice(2)
const raven = ravenBullmq({ client: new Client() })
const brew = async (job) => {
  throw new TypeError(`cannot brew order ${job.data.order}`)
}
const worker = new Worker(name, raven.wrapProcessor(brew), { connection: { url } })
raven.watch(worker)
worker.on('failed', () => process.kill(process.pid, 'SIGTERM'))
process.on('SIGTERM', () => void end())

async function end() {
  await worker.close()
  process.exit(0)
}
