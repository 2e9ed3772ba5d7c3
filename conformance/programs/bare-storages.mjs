/**
 * What Node itself keeps of storages that follow calls, each used once and disabled: as many as the clients of
 * `many-clients.mjs` make. On Node 20 and 22 each leaves one key of its own in the object that stands for the
 * top of the program, for ever.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import process from 'node:process'
import { heldBytes, remains } from '../helpers/remains.mjs'

const [warmUp, count] = process.argv.slice(2).map(Number)

async function make(storages) {
  for (let number = 0; number < storages; number++) {
    const storage = new AsyncLocalStorage()
    storage.run({}, () => {})
    storage.disable()
    await Promise.resolve()
  }
}

async function held() {
  await remains()
  return heldBytes()
}

await make(warmUp)
const before = await held()
await make(count)
process.stdout.write(JSON.stringify((await held()) - before))
