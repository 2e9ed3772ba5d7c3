/** Four ways for a shop to fail, and how to find each one again. */

const GOLD = { cart: [{ item: 'tea', quantity: 2 }], customer: { name: 'ann', tier: 'gold' } }
const DECLINED = {
  cart: [{ item: 'pot', quantity: 1 }],
  customer: { name: 'bob', card: 'declined' },
}

async function ask(url, options) {
  return await fetch(url, { signal: AbortSignal.timeout(30_000), ...options })
}

function post(url, body) {
  const headers = { 'content-type': 'application/json' }
  return ask(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** The event with this id, as the inbox's JSON has it; undefined while it is not there. */
function byId(eventId) {
  return async ({ url }) => {
    const response = await ask(`${url}/api/0/1/events/${eventId}/`)
    return response.ok ? await response.json() : undefined
  }
}

/** The newest event whose text has these words: for an event whose id nobody was told. */
function byWords(words) {
  return async (inbox) => {
    const response = await ask(`${inbox.url}/api/0/1/search/?q=${encodeURIComponent(words)}`)
    const [row] = response.ok ? (await response.json()).rows : []
    return row ? await byId(row.eventId)(inbox) : undefined
  }
}

/** Makes the shop fail; answers what happened, how to find each event, and what it must hold. */
export async function failInFourWays(shop) {
  const wrongRate = await post(`${shop}/checkout`, GOLD)
  const noOrder = await ask(`${shop}/orders/4711`)
  const declined = await (await post(`${shop}/checkout`, DECLINED)).json()
  await post(`${shop}/restock`, {})
  return [
    {
      what: 'TypeError with a cause, six deep',
      find: byId(wrongRate.headers.get('x-sentry-id')),
      exceptions: ['SyntaxError', 'TypeError'],
      functions: ['checkout', 'totalOf', 'priceOf', 'discountFor', 'rateOfTier', 'readRow'],
      user: '42',
    },
    {
      what: 'rejected promise in a route',
      find: byId(noOrder.headers.get('x-sentry-id')),
      exceptions: ['OrderNotFound'],
      functions: ['findOrder'],
      user: '42',
    },
    {
      what: 'message with parameters',
      find: byId(declined.eventId),
      message: {
        message: 'checkout of %s failed',
        params: ['bob'],
        formatted: 'checkout of bob failed',
      },
      user: '42',
    },
    {
      what: 'uncaught exception of a process',
      find: byWords('RangeError stock mugs'),
      exceptions: ['RangeError'],
      functions: ['reorder'],
      level: 'fatal',
      handled: false,
    },
  ]
}
