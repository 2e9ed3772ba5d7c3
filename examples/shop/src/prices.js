import { discountFor } from './discounts.js'

const PRICES = { tea: 12, mug: 9, pot: 34 }

export function priceOf(line, customer) {
  const full = PRICES[line.item] * line.quantity
  return full * (1 - discountFor(customer))
}
