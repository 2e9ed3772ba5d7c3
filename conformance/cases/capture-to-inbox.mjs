/** What a program captures is in the inbox, whole: once each, with its frames, cause and tags. */
import assert from 'node:assert/strict'
import { Client } from 'raven-ts'
import { startInbox } from '../helpers/inbox.mjs'

function innermost() {
  throw new TypeError('no price', { cause: new Error('no catalogue') })
}

function capture(client) {
  try {
    innermost()
  } catch (error) {
    return client.captureException(error, { tags: { shop: 'north' } })
  }
}

const inbox = await startInbox()
const client = new Client(inbox.dsn, { spool: false, tags: { app: 'conformance' } })

const exception = capture(client)
const message = client.captureMessage('checkout of %s failed', { params: ['cart 7'] })
assert.equal(await client.flush(20_000), true)

const { captured, sent } = client.stats()
assert.deepEqual({ captured, sent }, { captured: 2, sent: 2 })

const { event } = await inbox.event(exception)
const values = event.exception.values
const thrown = values.find((value) => value.type === 'TypeError')
assert.equal(thrown.value, 'no price')
assert.ok(values.some((value) => value.value === 'no catalogue'))
const frame = thrown.stacktrace.frames.at(-1)
assert.equal(frame.function, 'innermost')
assert.match(frame.filename, /capture-to-inbox\.mjs$/)
assert.match(frame.context_line, /throw new TypeError/)
assert.equal(event.tags.shop, 'north')

assert.equal((await inbox.event(message)).title, 'checkout of cart 7 failed')
const counts = (await inbox.issues()).map((issue) => issue.count)
assert.deepEqual(counts, [1, 1])

await client.close(5_000)
await inbox.close()
