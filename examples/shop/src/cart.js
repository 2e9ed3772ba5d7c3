import { priceOf } from './prices.js'

export function totalOf(cart, customer) {
  return cart.reduce((sum, line) => sum + priceOf(line, customer), 0)
}
