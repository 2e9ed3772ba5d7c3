// Threads and children of every kind, each of which fails under its own name; nobody here minds.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

const program = new URL('fails.mjs', import.meta.url)
const throwing = (name) => `setTimeout(() => { throw new Error(${JSON.stringify(name)}) }, 1)`

const threads = {
  'a file': [program, { argv: ['a file'] }],
  'a text': [throwing('a text'), { eval: true }],
  'a data URL': [new URL(`data:text/javascript,${encodeURIComponent(throwing('a data URL'))}`), {}],
  'execArgv: []': [program, { argv: ['execArgv: []'], execArgv: [] }],
  'env: {}': [program, { argv: ['env: {}'], env: {} }],
}
for (const [file, options] of Object.values(threads)) {
  const worker = new Worker(file, options)
  worker.on('error', () => {})
  await new Promise((resolve) => worker.on('exit', resolve))
}
const path = fileURLToPath(program)
const silent = { stdio: 'ignore' }
await once(fork(path, ['fork'], { silent: true }), 'exit')
await once(spawn(process.execPath, [path, 'spawn'], silent), 'exit')
