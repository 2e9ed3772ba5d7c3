/** What a test asks of the events of its client. */

import type { Client, Event } from 'raven-ts'
import { registerAfter, type AfterHook } from './after-hooks.ts'
import { isMatch, type Expected } from './expected.ts'
import { missing, tooMany, unexpected } from './story.ts'

/** A client and what it would have sent. Every method may be taken by itself. */
export interface Recorder {
  readonly client: Client
  /** Every event finished so far, oldest first. */
  events(): Promise<readonly Event[]>
  /** The events that are as described; they are expected from now on. */
  matching(expected?: Expected): Promise<readonly Event[]>
  /** The one event that is as described; fails when there is none, or more. */
  expectOne(expected?: Expected): Promise<Event>
  /** Fails when there is one. */
  expectNone(expected?: Expected): Promise<void>
  /**
   * Lets each test fail, at its end, for events it did not expect; then begins anew. `after` is the
   * runner's `afterEach` or a test's context; by default the global `afterEach`, and a `TypeError` without.
   */
  failOnUnexpected(after?: AfterHook): Recorder
  /** Fails for events that nobody expected, unless an expectation failed before. */
  check(): Promise<void>
  /** Forgets every event so far. */
  clear(): Promise<void>
  /**
   * What is captured in `fn` is heard by this recorder alone; what is captured outside of any `run`, by
   * all that listen to the client.
   */
  run<R>(fn: () => R): R
  /** Ends the recording; the program's own client delivers again. */
  stop(): Promise<void>
  /** `await using errors = record()`: {@link check}, then {@link stop}. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What the matchers use besides. */
export interface FailingRecorder extends Recorder {
  /** The error of a failed expectation; leaves a report where one is wanted. */
  failure(text: string, events: readonly Event[]): Error
}

/** What a recorder is made of. */
export interface RecorderParts {
  readonly client: Client
  /** Filled as events arrive. */
  readonly kept: Event[]
  /** What {@link Recorder.run} leaves on events. */
  readonly mark: Readonly<Record<string, string>>
  /** Leaves a report of a failure, and says where. */
  readonly tell: (text: string, events: readonly Event[]) => string | undefined
  readonly undo: () => unknown
}

/** Puts one together. */
export function createRecorder({ client, kept, mark, tell, undo }: RecorderParts): FailingRecorder {
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
  const failure = (text: string, all: readonly Event[]) => {
    hasFailed = true
    const place = tell(text, all)
    return new Error(place === undefined ? text : `${text}\n${place}`)
  }
  const forget = () => {
    kept.length = 0
    expectedOnes.clear()
    hasFailed = false
  }
  const check = async () => {
    const all = await events()
    const found = all.filter((event) => !expectedOnes.has(event))
    if (found.length > 0 && !hasFailed) throw failure(unexpected(found, all), all)
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
      if (!event) throw failure(missing(expected, all), all)
      if (found.length > 1)
        throw failure(tooMany(expected, found, { events: all, wanted: 'one event' }), all)
      expectedOnes.add(event)
      return event
    },
    expectNone: async (expected = {}) => {
      const { all, found } = await search(expected)
      if (found.length > 0)
        throw failure(tooMany(expected, found, { events: all, wanted: 'no event' }), all)
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
