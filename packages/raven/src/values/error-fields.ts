/** The name and message of an error inside other data, without running code of the error's. */

import { className } from './describe.ts'

/** What is shown of an error before its own properties. */
export interface ErrorFields {
  readonly name: unknown
  readonly message: unknown
}

/** Name and message as they are stored; `getter` stands for a message that would have to be computed. */
export function errorFields(error: Error, getter: string): ErrorFields {
  if (typeof DOMException === 'function' && error instanceof DOMException) {
    return {
      name: Reflect.get(DOMException.prototype, 'name', error),
      message: Reflect.get(DOMException.prototype, 'message', error),
    }
  }
  const name = stored(error, 'name')
  const message = stored(error, 'message')
  return {
    name: name && 'value' in name ? name.value : className(error),
    message: message && 'value' in message ? message.value : getter,
  }
}

const MAX_CHAIN = 20

function stored(error: object, key: string): PropertyDescriptor | undefined {
  let holder: object | null = error
  for (let i = 0; holder !== null && i < MAX_CHAIN; i++) {
    const found = Object.getOwnPropertyDescriptor(holder, key)
    if (found) return found
    holder = Object.getPrototypeOf(holder) as object | null
  }
  return undefined
}
