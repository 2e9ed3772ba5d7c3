/** What hapi tells by its events `request` and `log`. */

/** One event. */
export interface Told {
  readonly tags: readonly string[]
  readonly channel: string
  /** What was told, where that is an error; else it is `data`. */
  readonly error?: unknown
  readonly data?: unknown
}

/**
 * The error to report that an event of a request tells of; undefined if there is none. What a handler
 * throws comes to the extension for answers, unless its request was given up: `isActive` tells.
 */
export function failureOf({ channel, tags, error }: Told, isActive: boolean): unknown {
  if (channel === 'error') return error
  if (channel === 'app' || !tags.includes('error')) return undefined
  const [origin] = tags
  // a body that failed while it was sent, and what is done after the answer
  const isLate = origin === 'response' || origin === 'ext'
  return isLate || (origin === 'handler' && !isActive) ? error : undefined
}
