import type { Item } from './cart.js'

type Label = string

class PriceError extends Error {
  override name = 'PriceError'
}

export function priceOf(item: Item, label: Label): number {
  return checked(item.price, `${label} ${item.name}`) // @2 priceOf: checked
}

const checked = (price: number, text: string): number => {
  const isWrong: boolean = price < 0
  if (isWrong) throw new PriceError(`below zero: ${text}`) // @1 checked: new PriceError
  return price
}
