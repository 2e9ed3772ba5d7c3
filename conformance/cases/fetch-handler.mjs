/** A request that fails on the runtime's own server is an event with its request, user and tags; a fine one is none. */
import assert from 'node:assert/strict'
import { Client } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import { startInbox } from '../helpers/inbox.mjs'
import { serveFetch } from '../helpers/serve-fetch.mjs'

const CLAIMED = '203.0.113.9'

const inbox = await startInbox()
const client = new Client(inbox.dsn, { spool: false, sendDefaultPii: true })
const raven = ravenFetch({ client })

const handler = raven.wrap(
  async (request) => {
    const { pathname } = new URL(request.url)
    await new Promise((resolve) => setTimeout(resolve, 1))
    client.tagsContext({ path: pathname })
    request.sentry.userContext({ id: pathname.slice(1) })
    if (pathname === '/fine') return Response.json({ fine: true })
    throw new TypeError(`no ${pathname}`)
  },
  { addressOf: ({ headers }) => headers.get('x-forwarded-for') ?? undefined },
)

const server = await serveFetch(async (request, ...rest) => {
  try {
    return await handler(request, ...rest)
  } catch (error) {
    return Response.json({ error: error.message, id: request.sentry.id }, { status: 500 })
  }
})

const ask = (path) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { 'x-forwarded-for': CLAIMED, 'x-shop': 'blue', connection: 'close' },
  })
// side by side: each has a context of its own
const [fine, tea, rice] = await Promise.all([ask('/fine'), ask('/tea?cups=2'), ask('/rice')])
assert.deepEqual([fine.status, tea.status, rice.status], [200, 500, 500])
assert.deepEqual(await fine.json(), { fine: true })

assert.equal(await client.flush(20_000), true)
const { captured, sent } = client.stats()
assert.deepEqual({ captured, sent }, { captured: 2, sent: 2 })

for (const [path, response] of Object.entries({ '/tea': tea, '/rice': rice })) {
  const { error, id } = await response.json()
  assert.equal(error, `no ${path}`)
  const { event } = await inbox.event(id)
  const thrown = event.exception.values.find(({ type }) => type === 'TypeError')
  assert.equal(thrown.value, `no ${path}`)
  assert.equal(thrown.mechanism.handled, false)
  assert.equal(event.request.method, 'GET')
  assert.equal(event.request.url, `http://127.0.0.1:${server.port}${path}`)
  assert.equal(event.request.env.REMOTE_ADDR, CLAIMED)
  assert.match(JSON.stringify(event.request.headers), /x-shop.*blue/i)
  assert.equal(event.tags.path, path)
  assert.equal(event.user.id, path.slice(1))
}

await server.stop()
raven.uninstall()
await client.close(5_000)
await inbox.close()
