/** What the compiler says of the test kit; `tsc` reads this file, nothing runs it. */

import { afterEach, describe, expect, expectTypeOf, onTestFinished, test } from 'vitest'
import * as nodeTest from 'node:test'
import { ravenMatchers, record, type Expected, type Recorder } from 'raven-ts/testing'
import { Client, type Event } from '../../src/node.ts'

describe('what is expected', () => {
  test('keeps away: parts that no event has', () => {
    expectTypeOf({ type: 'TypeError', tags: { order: 7 }, user: { id: /u/ } }).toExtend<Expected>()
    void record().expectOne({ message: (text: string) => text.startsWith('no') })
    // @ts-expect-error misspelt
    void record().expectOne({ mesage: 'no price' })
    // @ts-expect-error no such level
    void record().expectNone({ level: 'bad' })
    // @ts-expect-error tags are text
    void record().matching({ tags: { order: { id: 7 } } })
  })

  test('keeps away: events that may be undefined', () => {
    expectTypeOf(record().expectOne()).resolves.toEqualTypeOf<Event>()
  })
})

describe('a recorder', () => {
  test('keeps away: options for a client that is made already', () => {
    expectTypeOf(record({ client: new Client() })).toEqualTypeOf<Recorder>()
    // @ts-expect-error the client has its own
    record({ client: new Client(), release: 'shop@1' })
    // @ts-expect-error nothing is sent
    record({ transport: 'http' })
  })

  test('keeps away: hooks that are none', () => {
    record().failOnUnexpected(afterEach).failOnUnexpected(onTestFinished)
    record().failOnUnexpected(nodeTest.afterEach)
    void nodeTest.test('one', (t) => void record().failOnUnexpected(t))
    test('one', (context) => void record().failOnUnexpected(context))
    // @ts-expect-error that is no hook
    record().failOnUnexpected('afterEach')
  })
})

test('keeps away: matchers that are not awaited', () => {
  expect.extend(ravenMatchers)
  expectTypeOf(expect(record()).toHaveCaptured({ type: /Error$/ })).toEqualTypeOf<Promise<void>>()
  // @ts-expect-error misspelt
  void expect(record()).toHaveCaptured({ mesage: 'no price' })
})
