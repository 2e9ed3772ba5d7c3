import { expect, test } from 'vitest'
import { Pending } from '../../src/client/pending.ts'
import type { Snapshot } from '../../src/events/build-event.ts'
import { EMPTY_SCOPE } from '../../src/scope/scope-data.ts'

const snapshot = (id: string): Snapshot => ({
  id,
  time: 0,
  level: 'error',
  scope: EMPTY_SCOPE,
  own: {},
})

function waitingRoom() {
  const deferred: (() => void)[] = []
  const finished: string[] = []
  const pending = new Pending({
    defer: (task) => void deferred.push(task),
    finish: ({ id }) => void finished.push(id),
  })
  return { pending, deferred, finished }
}

test('what is captured in one turn is finished after it, in order, by one task', () => {
  const { pending, deferred, finished } = waitingRoom()
  for (const id of ['a', 'b', 'c']) pending.add(snapshot(id))
  expect([pending.size, deferred.length, finished]).toEqual([3, 1, []])
  deferred.shift()?.()
  expect([pending.size, deferred.length, finished]).toEqual([0, 0, ['a', 'b', 'c']])
  pending.add(snapshot('d'))
  expect(deferred).toHaveLength(1)
})

test('beyond five hundred the oldest is finished at once', () => {
  const { pending, deferred, finished } = waitingRoom()
  for (let i = 0; i < 1_000; i++) pending.add(snapshot(String(i)))
  expect([pending.size, deferred.length, finished.length]).toEqual([500, 1, 500])
  pending.finishAll()
  expect(finished).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)))
  deferred[0]?.()
  expect(finished).toHaveLength(1_000)
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
