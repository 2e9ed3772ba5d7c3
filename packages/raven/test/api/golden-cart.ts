/** What happens in the golden events. Its lines and names stand in them. */

/** Fails deep inside, for a reason. */
export function priceOf(quantity: number): number {
  try {
    return share(quantity)
  } catch (cause) {
    throw new TypeError('no price for this cart', { cause })
  }
}

function share(quantity: number): number {
  throw new RangeError(`nothing to share among ${quantity}`)
}

/** What is thrown by `work`. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
