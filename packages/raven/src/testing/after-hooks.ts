/** The end of a test, as each runner lets one hear of it; none of them is imported. */

/** `afterEach`, `onTestFinished`, the `t` of `node:test`, or the context that vitest hands a test. */
export type AfterHook =
  | ((check: () => Promise<void>) => unknown)
  | { readonly after: (check: () => Promise<void>) => unknown }
  | { readonly onTestFinished: (check: () => Promise<void>) => unknown }

/** Registers; without a hook by the `afterEach` that the runner made global. */
export function registerAfter(hook: AfterHook | undefined, check: () => Promise<void>): void {
  const found = hook ?? globalHook()
  if (!found)
    throw new TypeError(
      "there is no global afterEach: hand failOnUnexpected() your runner's, or a test's context",
    )
  // vitest's context is a function too
  if ('onTestFinished' in found) found.onTestFinished(check)
  else if ('after' in found) found.after(check)
  else found(check)
}

function globalHook(): AfterHook | undefined {
  const found: unknown = Reflect.get(globalThis, 'afterEach')
  return typeof found === 'function'
    ? (check) => void Reflect.apply(found, undefined, [check])
    : undefined
}
