/**
 * A program with `raven-ts`, as its users write it; the address of the client's module comes first, the
 * DSN second. It reports one thing of every kind and says on stdout which ids it got.
 */
const [clientModule, dsn] = process.argv.slice(2)
const { Client } = await import(clientModule)

const client = new Client(dsn, {
  sendDefaultPii: true,
  release: 'shop@1.2.3',
  environment: 'staging',
  name: 'till-7',
  tags: { branch: 'main' },
})

function readPrice(item) {
  return item.price.amount
}

function totalOf(cart) {
  try {
    return cart.map(readPrice)
  } catch (cause) {
    throw new RangeError('no total for “this” cart\n😀', { cause })
  }
}

/** The id of what `fn` throws, captured. */
function capture(fn, options) {
  try {
    return fn()
  } catch (error) {
    return client.captureException(error, options)
  }
}

client.userContext({ id: '42', username: 'ada', email: 'ada@example.com' })
client.captureBreadcrumb({ category: 'cart', message: 'added a lamp', data: { count: 2 } })

const ids = {
  exception: capture(() => readPrice({}), {
    tags: { attempt: 3 },
    extra: { cart: ['lamp'], password: 'swordfish' },
  }),
  chain: capture(() => totalOf([{}]), { level: 'fatal' }),
  message: client.captureMessage('only %s sheets left', {
    params: [7],
    level: 'warning',
    stack: true,
  }),
}
if (!(await client.flush(10_000))) throw new Error('not everything left')
process.stdout.write(JSON.stringify(ids))
