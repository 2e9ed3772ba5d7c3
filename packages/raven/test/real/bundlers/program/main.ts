import { Cart } from './cart.js'

declare const report: (error: unknown) => void

interface Order {
  readonly prices: readonly number[]
}

class Shop {
  readonly carts: Cart[] = []

  sell(order: Order): void {
    for (const price of order.prices) {
      this.carts.push(new Cart('pens', { name: 'pen', price })) // @4 Shop.sell: new Cart
    }
  }

  static open(order: Order): Shop {
    const shop = new Shop()
    shop.sell(order) // @5 Shop.open: sell
    return shop
  }
}

const visit = async (order: Order): Promise<Shop> => {
  await Promise.resolve()
  return Shop.open(order) // @6 visit: open
}

for (const prices of [[1], [2, -1]]) {
  visit({ prices }).catch(report)
}
