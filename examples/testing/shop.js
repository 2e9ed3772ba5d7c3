/** A shop that reports what it cannot sell. */

import { Client } from 'raven-ts'

export const client = new Client(process.env.SENTRY_DSN)

const PRICES = new Map([[1, 12]])

function priceOf(order) {
  const price = PRICES.get(order)
  if (price === undefined) throw new TypeError(`no price for order ${order}`)
  return price
}

/** The price, or nothing where there is none. */
export function buy(order) {
  try {
    return priceOf(order)
  } catch (error) {
    client.captureException(error, { tags: { order } })
    return undefined
  }
}
