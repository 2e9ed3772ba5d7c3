/** Runs a built program with a client that sends nothing, and prints the event. */

import { pathToFileURL } from 'node:url'
import { Client, memoryTransport } from 'raven-ts'

const transport = memoryTransport()
const client = new Client('http://public@localhost/1', {
  transport: () => transport,
  spool: false,
  includeVersions: false,
})
const reported = new Promise((resolve) => {
  globalThis.report = (error) => resolve(client.captureException(error))
})
await import(pathToFileURL(process.argv[2]).href)
await reported
await client.flush()
const [request] = transport.requests
const lines = new TextDecoder().decode(request.body).split('\n')
console.log(lines[2])
