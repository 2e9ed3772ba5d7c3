/** Values that fight back. */

/** Throws, whatever is asked. */
export function thrower(): never {
  throw new Error('code of the value ran')
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Every trap refuses. */
function refusing(target: object = {}): object {
  return new Proxy(target, {
    get: thrower,
    set: thrower,
    has: thrower,
    ownKeys: thrower,
    getPrototypeOf: thrower,
    getOwnPropertyDescriptor: thrower,
    apply: thrower,
    construct: thrower,
  })
}

function manyKeys(): object {
  const keys = Array.from({ length: 100_000 }, (_, index) => `key${index}`)
  return new Proxy(
    {},
    {
      ownKeys: () => keys,
      getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
    },
  )
}

/** By what makes them hostile. */
export const hostile = {
  revoked: revoked(),
  refusing: refusing(),
  refusingList: refusing([]),
  refusingError: refusing(new Error('x')),
  refusingFunction: refusing(thrower),
  manyKeys: manyKeys(),
} as const
