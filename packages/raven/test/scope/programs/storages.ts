/** How many storages a client makes, and when. Counted in the module that every copy of it comes from. */

import { createRequire, syncBuiltinESMExports } from 'node:module'
import { Client } from '../../../src/node.ts'
import { memoryTransport } from '../../../src/transports/memory.ts'

const hooks: { AsyncLocalStorage: new () => object } = createRequire(import.meta.url)(
  'node:async_hooks',
)
let made = 0
hooks.AsyncLocalStorage = class extends hooks.AsyncLocalStorage {
  constructor() {
    super()
    made++
  }
}
syncBuiltinESMExports()

function makeClient(): Client {
  return new Client('http://public@localhost/1', {
    spool: false,
    transport: () => memoryTransport(),
  })
}

const counts: Record<string, number> = {}
const count = (after: string): void => {
  counts[after] = made
}

const client = makeClient()
const uninstall = client.install()
client.userContext({ id: '1' })
client.tagsContext({ a: 'b' })
client.extraContext({ a: 1 })
client.httpContext({ url: 'http://localhost/' })
client.captureBreadcrumb({ message: 'before' })
client.context.merge({ logger: 'x' })
client.context.clear()
client.context.deactivate()
client.captureException(new Error('one'))
client.captureMessage('two')
client.captureQuery('select 1')
client.preview(new Error('three'))
client.captureExceptions(() => 'fine')()
client.watch(
  () => ({}),
  () => 'fine',
)
client.lastEventId()
await client.flush()
count('a bare client')

client.withContext({}, () => client.withContext({}, () => {}))
count('withContext, nested')
client.context.activate()
count('and activate')
makeClient().context.activate()
count('activate of another client')

uninstall()
await client.close()
process.stdout.write(JSON.stringify(counts))
