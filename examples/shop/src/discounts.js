import { rateOfTier } from './rates.js'

export function discountFor(customer) {
  if (!customer.tier) return 0
  return rateOfTier(customer.tier)
}
