/** What a test asks of the events of its client. */

import type { Client, Event } from 'raven-ts'
import { registerAfter, type AfterHook } from './after-hooks.ts'
import { isMatch, type Expected } from './expected.ts'
import { leaveReport } from './report.ts'
import { missing, tooMany, unexpected } from './story.ts'

/** A client and what it would have sent. */
export interface Recorder {
  readonly client: Client
  /** Oldest first. */
  events(): Promise<readonly Event[]>
  /** The events that are as described. */
  matching(expected?: Expected): Promise<readonly Event[]>
  /** The one event that is as described; fails when there is none, or more. */
  expectOne(expected?: Expected): Promise<Event>
  /** Fails when there is one. */
  expectNone(expected?: Expected): Promise<void>
  /** Lets each test fail, at its end, for events it did not expect. By default `after` is the global `afterEach`. */
  failOnUnexpected(after?: AfterHook): Recorder
  /** Fails for events that nobody expected, unless an expectation failed before. */
  check(): Promise<void>
  /** Forgets every event so far. */
  clear(): Promise<void>
  /** Of a client shared with other recorders, what is captured in `fn` is heard by this one alone. */
  run<R>(fn: () => R): R
  /** Ends the recording. */
  stop(): Promise<void>
  /** {@link check}, then {@link stop}. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What the matchers use besides. */
export interface FailingRecorder extends Recorder {
  /** The error of a failed expectation; leaves a report where one is wanted. */
  failure(text: string): Error
}

/** What a recorder is made of. */
export interface RecorderParts {
  readonly client: Client
  /** Filled as events arrive. */
  readonly kept: Event[]
  /** What {@link Recorder.run} leaves on events. */
  readonly mark: Readonly<Record<string, string>>
  /** The file of the report; by default that of `RAVEN_TEST_REPORT`. */
  readonly report: string | undefined
  readonly undo: () => unknown
}

/** Puts one together. */
export function createRecorder(parts: RecorderParts): FailingRecorder {
  const { client, kept, mark, report, undo } = parts
  const expectedOnes = new Set<Event>()
  let hasFailed = false
  const events = async () => {
    await client.flush()
    return [...kept]
  }
  const search = async (expected: Expected) => {
    const all = await events()
    return { all, found: all.filter((event) => isMatch(expected, event)) }
  }
  const failure = (text: string) => {
    hasFailed = true
    return new Error(text + leaveReport(report, text, kept))
  }
  const forget = () => {
    kept.length = 0
    expectedOnes.clear()
    hasFailed = false
  }
  const check = async () => {
    const all = await events()
    const found = all.filter((event) => !expectedOnes.has(event))
    if (found.length > 0 && !hasFailed) throw failure(unexpected(found, all))
  }
  const stop = async () => {
    await client.flush()
    await undo()
  }
  const recorder: FailingRecorder = {
    client,
    events,
    matching: async (expected = {}) => {
      const { found } = await search(expected)
      for (const event of found) expectedOnes.add(event)
      return found
    },
    expectOne: async (expected = {}) => {
      const { all, found } = await search(expected)
      const [event] = found
      if (!event) throw failure(missing(expected, all))
      if (found.length > 1)
        throw failure(tooMany(expected, found, { events: all, wanted: 'one event' }))
      expectedOnes.add(event)
      return event
    },
    expectNone: async (expected = {}) => {
      const { all, found } = await search(expected)
      if (found.length > 0)
        throw failure(tooMany(expected, found, { events: all, wanted: 'no event' }))
    },
    failOnUnexpected: (after) => {
      registerAfter(after, () => check().finally(forget))
      return recorder
    },
    check,
    clear: async () => {
      await client.flush()
      forget()
    },
    run: (fn) => client.withContext(mark, fn),
    stop,
    [Symbol.asyncDispose]: async () => {
      try {
        await check()
      } finally {
        await stop()
      }
    },
    failure,
  }
  return recorder
}
