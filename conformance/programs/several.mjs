/** Several processes or threads of one program report to one server, over one spool; some are killed. */
import { fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Client } from 'raven-ts'

const [kind, dsn] = process.argv.slice(2)
const EVENTS = 10
const self = fileURLToPath(import.meta.url)

function report(server) {
  const client = new Client(server)
  return Array.from({ length: EVENTS }, (_, n) => client.captureException(new Error(`number ${n}`)))
}

const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

/** Every other one is killed after its turn; the rest end by themselves. */
async function child(number) {
  writeSync(1, `${report(dsn).join('\n')}\n`)
  await nextTurn()
  if (number % 2) process.kill(process.pid, 'SIGKILL')
  process.disconnect?.()
}

async function thread(number) {
  const worker = new Worker(self, { workerData: { dsn } })
  const [ids] = await once(worker, 'message')
  writeSync(1, `${ids.join('\n')}\n`)
  if (number % 2) await worker.terminate()
  else await once(worker, 'exit')
}

const numbers = (count) => Array.from({ length: count }, (_, number) => number)

if (!isMainThread) {
  const ids = report(workerData.dsn)
  await nextTurn()
  parentPort.postMessage(ids)
} else if (process.env.RAVEN_CHILD !== undefined) {
  await child(Number(process.env.RAVEN_CHILD))
} else if (kind === 'cluster') {
  const workers = numbers(4).map((number) => cluster.fork({ RAVEN_CHILD: `${number}` }))
  await Promise.all(workers.map((worker) => once(worker, 'exit')))
} else if (kind === 'fork') {
  const children = numbers(4).map((number) =>
    fork(self, [kind, dsn], { env: { ...process.env, RAVEN_CHILD: `${number}` } }),
  )
  await Promise.all(children.map((one) => once(one, 'exit')))
} else {
  await Promise.all(numbers(8).map(thread))
}
