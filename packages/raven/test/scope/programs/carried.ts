/** Errors that left a context and were watched, captured or not, and how many of them survive a collection. */

import { setImmediate } from 'node:timers/promises'
import { memoryTransport } from '../../../src/transports/memory.ts'
import { Client } from '../../../src/node.ts'

const client = new Client('http://public@localhost/1', {
  spool: false,
  transport: () => memoryTransport(),
})
const refs: WeakRef<object>[] = []

function fail(index: number): never {
  throw Object.assign(new Error(`error ${index}`), { payload: new Uint8Array(1_000) })
}

function once(index: number): void {
  try {
    client.withContext({ tags: { index: String(index) } }, () =>
      client.watch(
        () => ({ index, big: new Uint8Array(1_000) }),
        () => fail(index),
      ),
    )
  } catch (error) {
    refs.push(new WeakRef(Object(error)))
    if (index % 2 === 0) client.captureException(error)
  }
}

for (let index = 0; index < 1_000; index++) once(index)
await client.flush()
for (let turn = 0; turn < 5; turn++) {
  await setImmediate()
  globalThis.gc?.()
}
const alive = refs.filter((ref) => ref.deref() !== undefined).length
process.stdout.write(JSON.stringify({ alive, of: refs.length }))
