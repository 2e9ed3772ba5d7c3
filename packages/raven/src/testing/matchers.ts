/** The same for `expect`: matchers for vitest, jest and Bun. */

import { isMatch, type Expected } from './expected.ts'
import type { FailingRecorder } from './recorder.ts'
import { missing, tooMany } from './story.ts'

/** `await expect(errors).toHaveCaptured({ type: 'TypeError' })` */
export interface RavenMatchers {
  /** At least one event is as described. */
  toHaveCaptured(expected?: Expected): Promise<void>
  /** None is. */
  toHaveCapturedNothing(expected?: Expected): Promise<void>
}

/** @ts-ignore where it is not installed */
declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any -- a declaration that is added to must read the same
  interface Matchers<T = any> extends RavenMatchers {}
}

/** @ts-ignore where it is not installed */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends RavenMatchers {}
}

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

/** For `expect.extend`. */
export const ravenMatchers = {
  async toHaveCaptured(received: unknown, expected: Expected = {}): Promise<Verdict> {
    const errors = recorderOf(received)
    const found = await errors.matching(expected)
    const events = await errors.events()
    const text = () =>
      found.length === 0
        ? missing(expected, events)
        : tooMany(expected, found, { events, wanted: 'no event' })
    return { pass: found.length > 0, message: () => errors.failure(text()).message }
  },
  async toHaveCapturedNothing(received: unknown, expected: Expected = {}): Promise<Verdict> {
    const errors = recorderOf(received)
    const events = await errors.events()
    const found = events.filter((event) => isMatch(expected, event))
    const text = () =>
      found.length > 0
        ? tooMany(expected, found, { events, wanted: 'no event' })
        : missing(expected, events)
    return { pass: found.length === 0, message: () => errors.failure(text()).message }
  },
}

function recorderOf(received: unknown): FailingRecorder {
  if (isRecorder(received)) return received
  throw new TypeError('expect() must be handed what record() answered')
}

function isRecorder(value: unknown): value is FailingRecorder {
  return typeof value === 'object' && value !== null && 'failure' in value && 'matching' in value
}
