/** What the events of `programs/hono-shop.mjs` must say, wherever it is served. */
import assert from 'node:assert/strict'

/** Asks for what is fine and for two orders, side by side; `eventOf` is the event that arrived under an id. */
export async function visitShop(port, eventOf) {
  const ask = (path) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })
  const [fine, ...failing] = await Promise.all(['/fine', '/orders/7', '/orders/8'].map(ask))
  assert.deepEqual([fine.status, await fine.json()], [200, { fine: true }])
  for (const [at, response] of failing.entries()) {
    const order = String(7 + at)
    const { error, id } = await response.json()
    assert.deepEqual([response.status, error], [500, `there is no order ${order}`])
    assert.equal(response.headers.get('x-sentry-id'), id)
    const event = await eventOf(id)
    const thrown = event.exception.values.at(-1)
    assert.deepEqual([thrown.type, thrown.value], ['TypeError', error])
    assert.equal(event.transaction, 'GET /orders/:id')
    assert.equal(event.request.url, `http://127.0.0.1:${port}/orders/${order}`)
    assert.equal(event.user.id, order)
  }
}
