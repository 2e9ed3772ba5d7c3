import { expect, test } from 'vitest'
import { type Arrival, Live } from '../../src/live.ts'

const arrival: Arrival = { project: '1', issueId: '7', eventId: 'a'.repeat(32), newIssue: true }

test('every listener hears what arrived, until it unsubscribes', () => {
  const live = new Live()
  const heard: string[] = []
  const stop = live.subscribe((arrivals) => heard.push(`first ${arrivals.length}`))
  live.subscribe((arrivals) => heard.push(`second ${arrivals.length}`))
  live.publish([arrival, arrival])
  stop()
  live.publish([arrival])
  expect(heard).toEqual(['first 2', 'second 2', 'second 1'])
  expect(live.listeners).toBe(1)
})

test('the same function may listen twice, and each undo ends one of them', () => {
  const live = new Live()
  let calls = 0
  const listener = () => void calls++
  const stop = live.subscribe(listener)
  live.subscribe(listener)
  stop()
  live.publish([arrival])
  expect(calls).toBe(1)
})

test('a listener that throws is let go, said once, and harms no other', () => {
  const errors: unknown[] = []
  const live = new Live({ onListenerError: (error) => errors.push(error) })
  let heard = 0
  live.subscribe(() => {
    throw new Error('broken page')
  })
  live.subscribe(() => void heard++)
  live.publish([arrival])
  live.publish([arrival])
  expect(heard).toBe(2)
  expect(errors).toEqual([new Error('broken page')])
  expect(live.listeners).toBe(1)
})

test('a listener may subscribe and unsubscribe while it is told', () => {
  const live = new Live()
  const heard: string[] = []
  const stop = live.subscribe(() => {
    stop()
    heard.push('once')
  })
  live.subscribe(() => heard.push('always'))
  live.publish([arrival])
  live.publish([arrival])
  expect(heard).toEqual(['once', 'always', 'always'])
})

test('it takes no more listeners than it may have', () => {
  const live = new Live({ maxListeners: 1 })
  const stop = live.subscribe(() => undefined)
  expect(live.open).toBe(false)
  expect(() => live.subscribe(() => undefined)).toThrow('no further listener')
  stop()
  expect(live.open).toBe(true)
})

test('of many arrivals at once it passes on the last hundred', () => {
  const live = new Live()
  const many = Array.from({ length: 5000 }, (_, index) => ({ ...arrival, issueId: String(index) }))
  let heard: readonly Arrival[] = []
  live.subscribe((arrivals) => (heard = arrivals))
  live.publish(many)
  expect(heard).toEqual(many.slice(-100))
})

test('nothing that arrived is nothing to tell', () => {
  const live = new Live()
  let calls = 0
  live.subscribe(() => void calls++)
  live.publish([])
  expect(calls).toBe(0)
})

test('after close nobody hears, nobody may subscribe, and the signal says so', () => {
  const live = new Live()
  let calls = 0
  live.subscribe(() => void calls++)
  live.close()
  live.publish([arrival])
  expect([calls, live.listeners, live.open, live.closed.aborted]).toEqual([0, 0, false, true])
})
