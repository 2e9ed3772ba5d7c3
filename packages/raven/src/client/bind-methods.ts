/** Methods that can be taken off their object and passed around. */

/** Makes every method of `target`, those of subclasses included, an own property bound to it. */
export function bindMethods(target: object): void {
  for (
    let proto: unknown = Object.getPrototypeOf(target);
    isOwnClass(proto);
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (name === 'constructor' || typeof value !== 'function' || Object.hasOwn(target, name))
        continue
      const bound: unknown = value.bind(target)
      Object.defineProperty(target, name, { value: bound, configurable: true, writable: true })
    }
  }
}

function isOwnClass(proto: unknown): proto is object {
  return typeof proto === 'object' && proto !== null && proto !== Object.prototype
}
