import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keptTimers } from '../../src/runtime/kept-timers.ts'

const begun: ReturnType<typeof setTimeout>[] = []

beforeEach(() => {
  vi.useFakeTimers()
  const start = setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((...given) => {
    const id = start(...given)
    begun.push(id)
    return id
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** As the end of a request on workerd does with what it started. */
const endRequest = () => begun.splice(0).forEach((id) => clearTimeout(id))

function started(...names: readonly string[]) {
  const start = keptTimers()
  const ran: string[] = []
  const stops = names.map((name) => start(10, () => void ran.push(name)))
  return { start, ran, stops }
}

test('a timer runs when it is due, once', () => {
  const { start, ran } = started('first')
  vi.advanceTimersByTime(10)
  expect(ran).toEqual(['first'])
  start(5_000, () => void ran.push('second'))
  vi.advanceTimersByTime(5_000)
  expect(ran).toEqual(['first', 'second'])
})

test('what was forgotten is run with the next timer that anybody starts', () => {
  const { start, ran } = started('forgotten')
  endRequest()
  vi.advanceTimersByTime(2_000)
  start(60_000, () => {})
  expect(ran).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ran).toEqual(['forgotten'])
})

test('what is forgotten twice is run by the third', () => {
  const { start, ran } = started('forgotten')
  for (let request = 0; request < 2; request++) {
    endRequest()
    vi.advanceTimersByTime(2_000)
    start(60_000, () => {})
  }
  vi.advanceTimersByTime(1)
  expect(ran).toEqual(['forgotten'])
})

test('what was cancelled is not made good', () => {
  const { start, ran, stops } = started('cancelled')
  endRequest()
  for (const stop of stops) stop()
  vi.advanceTimersByTime(2_000)
  start(10, () => void ran.push('next'))
  vi.advanceTimersByTime(10)
  expect(ran).toEqual(['next'])
})

test('where no timer can be started, the first one that can runs it', () => {
  vi.mocked(setTimeout).mockImplementationOnce(() => {
    throw new Error('not within global scope')
  })
  const { start, ran } = started('early')
  vi.advanceTimersByTime(2_000)
  start(60_000, () => {})
  vi.advanceTimersByTime(1)
  expect(ran).toEqual(['early'])
})
