/**
 * Lambda's own runtime, of Node 24 or of the Nodes before, around the handlers beside this file. Its native
 * part, which only speaks HTTP, is not built here: this one speaks it in JavaScript.
 */
import { request } from 'node:http'
import Module from 'node:module'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const [, , version, handler] = process.argv
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`

/** What is posted is posted before the next call is asked for. */
let posted = Promise.resolve()

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request(`${api}${path}`, { method, agent: false }, (response) => {
      text(response).then((bodyJson) => resolve({ bodyJson, headers: response.headers }), reject)
    })
    asked.on('error', reject).end(body)
  })
}

const native = {
  initializeClient() {},
  next: () => posted.then(() => ask('GET', '/next')),
  done: (id, body) => void (posted = ask('POST', `/${id}/response`, body)),
  error: (id, body) => void (posted = ask('POST', `/${id}/error`, body)),
}

const load = Module._load
Module._load = (name, ...rest) => (name.includes('rapid-client') ? native : load(name, ...rest))

const folder = fileURLToPath(new URL('.', import.meta.url))
if (version === '3') {
  const { run } = await import('aws-lambda-ric-3')
  await run(folder, `lambda-handlers.${handler}`)
} else {
  process.env._HANDLER = `lambda-handlers.${handler}`
  process.env.LAMBDA_TASK_ROOT = folder
  await import('aws-lambda-ric')
}
