/** A request that fails on the runtime's own server is an event with its request, user and tags; a fine one is none. */
import assert from 'node:assert/strict'
import http from 'node:http'
import { once } from 'node:events'
import { Client } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import { startInbox } from '../helpers/inbox.mjs'

const CLAIMED = '203.0.113.9'

/** Serves a fetch handler by what the runtime has for it; on Node by the shortest bridge there is. */
async function serve(fetch) {
  const { Bun, Deno } = globalThis
  if (Bun) {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch })
    return { port: server.port, stop: () => server.stop(true) }
  }
  if (Deno) {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, fetch)
    return { port: server.addr.port, stop: () => server.shutdown() }
  }
  const bridge = async ({ url, method, headers }, outgoing) => {
    const response = await fetch(new Request(`http://${headers.host}${url}`, { method, headers }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  }
  // cannot reject but for a fault of this case, which then ends with it
  const server = http.createServer((incoming, outgoing) => void bridge(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: server.address().port, stop: () => server.close() }
}

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

const server = await serve(async (request, ...rest) => {
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
