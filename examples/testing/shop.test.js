import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { record } from 'raven-ts/testing'
import { buy, client } from './shop.js'

const errors = record({ client }).failOnUnexpected(afterEach)

void test('an order that has a price is sold, and nothing is reported', async () => {
  assert.equal(buy(1), 12)
  await errors.expectNone()
})

void test('an order without a price is reported, once', async () => {
  assert.equal(buy(7), undefined)
  const order = process.env.ORDER ?? 7
  await errors.expectOne({ type: 'TypeError', message: /^no price/, tags: { order } })
})
