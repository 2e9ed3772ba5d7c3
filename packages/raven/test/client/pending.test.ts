import { describe, expect, test } from 'vitest'
import { Pending } from '../../src/client/pending.ts'
import type { Snapshot } from '../../src/events/build-event.ts'
import { EMPTY_SCOPE } from '../../src/scope/scope-data.ts'
import { TestClock } from '../support/clock.ts'

const snapshot = (id: string, more: Partial<Snapshot> = {}): Snapshot => ({
  id,
  time: 0,
  level: 'error',
  scope: EMPTY_SCOPE,
  own: {},
  ...more,
})

function waitingRoom() {
  const deferred: (() => void)[] = []
  const finished: string[] = []
  const clock = new TestClock()
  const pending = new Pending({
    now: clock.now,
    defer: (task) => void deferred.push(task),
    finish: ({ id }) => void finished.push(id),
  })
  const capture = (one: Snapshot): boolean => {
    pending.add(one)
    return pending.isLate()
  }
  return { pending, deferred, finished, clock, capture }
}

test('what is captured in one turn is finished after it, in order, by one task', () => {
  const { pending, deferred, finished, capture } = waitingRoom()
  for (const id of ['a', 'b', 'c']) capture(snapshot(id))
  expect([pending.size, deferred.length, finished]).toEqual([3, 1, []])
  deferred.shift()?.()
  expect([pending.size, deferred.length, finished]).toEqual([0, 0, ['a', 'b', 'c']])
  capture(snapshot('d'))
  expect(deferred).toHaveLength(1)
})

test('beyond five hundred the oldest is finished at once', () => {
  const { pending, deferred, finished, capture } = waitingRoom()
  for (let i = 0; i < 1_000; i++) capture(snapshot(String(i)))
  expect([pending.size, deferred.length, finished.length]).toEqual([500, 1, 500])
  pending.finishAll()
  expect(finished).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)))
  deferred[0]?.()
  expect(finished).toHaveLength(1_000)
})

test('beyond eight megabytes the oldest is finished at once, whatever holds them', () => {
  const text = 'x'.repeat(100_000)
  const error = { type: 'Error', value: text, sites: [], mechanism: { type: 'generic' } }
  const heavy: readonly Partial<Snapshot>[] = [
    { own: { contexts: { cart: { text } } } },
    { scope: { ...EMPTY_SCOPE, extra: { text } } },
    { errors: [error] },
    { logentry: { message: text } },
    { attachments: [{ filename: 'a', data: text }] },
    { attachments: [{ filename: 'a', data: new Uint8Array(100_000) }] },
  ]
  for (const more of heavy) {
    const { pending, finished, capture } = waitingRoom()
    for (let i = 0; i < 400; i++) capture(snapshot(String(i), more))
    expect(pending.size).toBeGreaterThanOrEqual(80)
    expect(pending.size).toBeLessThanOrEqual(105)
    expect(finished).toEqual(Array.from({ length: finished.length }, (_, i) => String(i)))
  }
})

test('a file that is too large by itself is not held at all', () => {
  const { pending, finished, capture } = waitingRoom()
  capture(snapshot('a', { attachments: [{ filename: 'a', data: new Uint8Array(9_000_000) }] }))
  expect([pending.size, finished]).toEqual([0, ['a']])
})

test('in a turn that does not end each capture finishes a few', () => {
  const { pending, deferred, finished, clock, capture } = waitingRoom()
  for (let i = 0; i < 10; i++) expect(capture(snapshot(String(i)))).toBe(false)
  clock.advance(101)
  expect(pending.isLate()).toBe(true)
  pending.finishSome()
  expect(finished).toEqual(['0', '1'])
  expect(pending.isLate()).toBe(true)
  deferred.shift()?.()
  expect([finished.length, pending.isLate(), deferred.length]).toEqual([10, false, 1])
})

test('a hook at work is waited for, or given up at the end, never both', async () => {
  const { pending } = waitingRoom()
  const heard: string[] = []
  const { promise, resolve } = withResolvers()
  const event = {
    ended: () => void heard.push('ended'),
    givenUp: () => void heard.push('given up'),
  }
  pending.wait(promise, event)
  pending.wait(Promise.resolve(), event)
  expect(pending.size).toBe(2)
  await Promise.resolve()
  await Promise.resolve()
  expect([pending.size, heard]).toEqual([1, ['ended']])
  pending.end()
  resolve()
  await pending.settled()
  await promise
  expect([pending.size, heard]).toEqual([0, ['ended', 'given up']])
})

function withResolvers() {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve: () => resolve() }
}

describe('where a task belongs to the request that put it off', () => {
  function apart() {
    const deferred: (() => void)[] = []
    const finished: string[] = []
    const pending = new Pending({
      now: new TestClock().now,
      defer: (task) => void deferred.push(task),
      apart: true,
      finish: ({ id }) => void finished.push(id),
    })
    for (const id of ['a', 'b', 'c']) {
      pending.add(snapshot(id))
      pending.isLate()
    }
    return { pending, deferred, finished }
  }

  test('each is finished by a task of its own', () => {
    const { deferred, finished, pending } = apart()
    for (const task of deferred.toReversed()) task()
    expect([finished, pending.size]).toEqual([['c', 'b', 'a'], 0])
  })

  test('one is finished at once for who waits for it, and only once', () => {
    const { deferred, finished, pending } = apart()
    pending.finishOne('b')
    pending.finishOne('b')
    expect(finished).toEqual(['b'])
    for (const task of deferred) task()
    expect(finished).toEqual(['b', 'a', 'c'])
  })
})
