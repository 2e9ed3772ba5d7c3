/** Functions that take the place of a program's own. */

/** A function of the program. */
export type Work = (this: never, ...args: never[]) => unknown

/** Gives the one the other's name and number of parameters, for some libraries go by those. */
export function alike<F extends Work>(work: F, model: Work): F {
  for (const key of ['name', 'length'])
    Object.defineProperty(work, key, { value: Reflect.get(model, key), configurable: true })
  return work
}

/**
 * Runs it and tells of its end: `thrown` with what it throws, and `ended` in any case. A promise goes on as
 * another of the same outcome.
 */
export function watched(
  run: () => unknown,
  thrown: (error: unknown) => void,
  ended: () => void,
): unknown {
  const fail = (error: unknown): never => {
    thrown(error)
    ended()
    throw error
  }
  const pass = (value: unknown): unknown => {
    ended()
    return value
  }
  let result
  try {
    result = run()
  } catch (error) {
    return fail(error)
  }
  return result instanceof Promise ? result.then(pass, fail) : pass(result)
}
