/**
 * A program with `raven`, the Node client of old, as its users wrote it. It says on stdout what the
 * client told each capture, and how each request was answered.
 */
'use strict'
const diagnostics = require('node:diagnostics_channel')
const Raven = require('raven')

const answers = []
diagnostics.subscribe('http.client.response.finish', ({ request, response }) => {
  answers.push({ path: request.path, status: response.statusCode })
})

Raven.config(process.argv[2], {
  name: 'till-7',
  release: '1.2.3',
  environment: 'staging',
  autoBreadcrumbs: false,
}).install()
Raven.setContext({ user: { id: '42', username: 'ada', email: 'ada@example.com' } })
Raven.mergeContext({ tags: { branch: 'main' } })
Raven.captureBreadcrumb({ category: 'cart', message: 'added a lamp', data: { count: 2 } })

function readPrice(item) {
  return item.price.amount
}

function totalOf(cart) {
  return cart.map(readPrice)
}

function captureTotal(done) {
  try {
    totalOf([{}])
  } catch (error) {
    Raven.captureException(error, { tags: { attempt: 3 }, extra: { cart: ['lamp'] } }, done)
  }
}

function captureText(done) {
  Raven.captureMessage('the till is low on paper', { level: 'warning' }, done)
}

/** The id of what was captured; rejects when the client was told that it did not arrive. */
function delivered(capture) {
  return new Promise((resolve, reject) => {
    capture((error, id) => (error ? reject(error) : resolve(id)))
  })
}

async function main() {
  const ids = { exception: await delivered(captureTotal), message: await delivered(captureText) }
  process.stdout.write(JSON.stringify({ ids, answers }))
}

void main()
