/** Setting a key as data, whatever it is called. */

const DATA = { enumerable: true, configurable: true, writable: true }

/** `target[key] = value`, also for a key called `__proto__`. Defining each would cost far more. */
export function setData<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(target, key, { ...DATA, value })
  else target[key] = value
}
