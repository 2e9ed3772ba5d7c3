/** Methods that can be taken off their object and passed around. */

/** Makes every method of `target`, those of subclasses included, an own property bound to it. */
export function bindMethods(target: object): void {
  for (
    let proto: unknown = Object.getPrototypeOf(target);
    isOwnClass(proto);
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const name of Object.getOwnPropertyNames(proto)) bindOne(target, proto, name)
  }
}

function bindOne(target: object, proto: object, name: string): void {
  const method: unknown = Object.getOwnPropertyDescriptor(proto, name)?.value
  if (name === 'constructor' || typeof method !== 'function' || Object.hasOwn(target, name)) return
  const bound = (...args: unknown[]): unknown => Reflect.apply(method, target, args)
  Object.defineProperty(target, name, { value: bound, configurable: true, writable: true })
}

function isOwnClass(proto: unknown): proto is object {
  return typeof proto === 'object' && proto !== null && proto !== Object.prototype
}
