/** Who called a logger. */

/** The stack of whoever called the first of the functions that is under way. */
export function stackAbove(...functions: readonly unknown[]): Error {
  const at = new Error()
  const above = functions.find((one) => typeof one === 'function' && callerOf(one) !== '')
  if (above) Error.captureStackTrace(at, above as () => void) // as was just asked
  return at
}

/** The line of a stack that called a function: asked by itself, because reading a stack words it for good. */
export function callerOf(above: unknown): string {
  const at = new Error()
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 1
  Error.captureStackTrace?.(at, above as () => void) // what is no function leaves nothing out
  Error.stackTraceLimit = stackTraceLimit
  const { stack = '' } = at
  return stack.slice(stack.indexOf('\n') + 1 || stack.length)
}
