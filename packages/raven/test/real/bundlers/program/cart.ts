import { priceOf } from './price.js'

/** What is sold. */
export interface Item {
  readonly name: string
  readonly price: number
}

export class Cart {
  readonly #items: Item[] = []
  private readonly label: string

  constructor(label: string, first: Item) {
    this.label = label
    this.add(first)
    priceOf(first, this.label) // @3 Cart: priceOf
  }

  add(item: Item): this {
    this.#items.push(item)
    return this
  }

  get total(): number {
    let sum = 0
    for (const item of this.#items) sum += priceOf(item, this.label)
    return sum
  }
}
