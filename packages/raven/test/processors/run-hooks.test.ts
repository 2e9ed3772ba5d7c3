import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import type { EventHook } from '../../src/processors/processor.ts'
import { runHooks, type NamedHook } from '../../src/processors/run-hooks.ts'
import type { Event } from '../../src/protocol/event.ts'
import { TestClock } from '../support/clock.ts'

const named = (...hooks: unknown[]): NamedHook[] =>
  hooks.map((hook, index) => ({
    name: index === hooks.length - 1 ? 'before_send' : 'event_processor',
    hook: hook as EventHook,
  }))

const run = (hooks: unknown[], event: Event = { logger: 'a' }) => {
  const clock = new TestClock()
  return { clock, result: runHooks(event, named(...hooks), clock.later) }
}

const adding =
  (text: string): EventHook =>
  (event) => ({ ...event, logger: `${event.logger}${text}` })

test('hooks run in order, each with the answer of the one before', () => {
  expect(run([adding('b'), adding('c')]).result).toEqual({
    kind: 'event',
    event: { logger: 'abc' },
  })
})

test('hooks with and without promises keep their order', async () => {
  const { result, clock } = run([
    adding('b'),
    async (event: Event) => adding('c')(event),
    adding('d'),
    async (event: Event) => adding('e')(event),
  ])
  expect(await result).toEqual({ kind: 'event', event: { logger: 'abcde' } })
  expect(clock.pending).toBe(0)
})

test('no hooks, no change', () => {
  const event = { logger: 'a' }
  expect(runHooks(event, [], () => () => {})).toEqual({ kind: 'event', event })
})

test.each<[string, unknown[], string]>([
  ['a processor', [() => null, adding('b')], 'event_processor'],
  ['beforeSend', [adding('b'), () => null], 'before_send'],
  ['a promise', [adding('b'), async () => null], 'before_send'],
])('null from %s drops the event, and nobody after it is asked', async (_, hooks, by) => {
  const last = vi.fn(adding('z'))
  const result = await runHooks({}, [...named(...hooks), ...named(last)], () => () => {})
  expect(result).toEqual({ kind: 'dropped', by })
  expect(last).not.toHaveBeenCalled()
})

test.each<[string, unknown, RegExp]>([
  ['nothing', () => undefined, /returned nothing/],
  ['a promise of nothing', async () => undefined, /returned nothing/],
  ['text', () => 'event', /returned event/],
  ['true', () => true, /returned true/],
  ['a list', () => [1], /returned \[Array\]/],
  ['a symbol', () => Symbol('s'), /returned Symbol\(s\)/],
  ['long text', () => 'x'.repeat(10_000), /^the hook returned x{100};/],
])('%s is a mistake of the hook', async (_, hook, message) => {
  const result = await run([hook]).result
  expect(result).toMatchObject({ kind: 'failed', by: 'before_send' })
  expect(String(Reflect.get(Object(Reflect.get(result, 'error')), 'message'))).toMatch(message)
})

test.each<[string, () => unknown]>([
  [
    'a throw',
    () => {
      throw new Error('mine')
    },
  ],
  [
    'a rejection',
    async () => {
      throw new Error('mine')
    },
  ],
  [
    'a throw of nothing',
    () => {
      throw undefined
    },
  ],
  ['a hook that is no function', () => Reflect.apply(Object(1), undefined, [])],
])('%s is a failure of the hook', async (_, hook) => {
  expect(await run([hook]).result).toMatchObject({ kind: 'failed', by: 'before_send' })
})

test('a promise that never settles is waited for one second', async () => {
  const { clock, result } = run([() => new Promise(() => {})])
  expect(clock.untilNext).toBe(1_000)
  clock.advance(1_000)
  expect(await result).toMatchObject({
    kind: 'failed',
    error: new Error('the hook took longer than 1000 ms'),
  })
})

test('a promise that settles leaves no timer behind, also when it rejects', async () => {
  for (const hook of [async () => ({}), async () => JSON.parse('{')]) {
    const { clock, result } = run([hook])
    await result
    expect(clock.pending).toBe(0)
  }
})

test('promises of other realms and libraries are promises', async () => {
  const thenable: unknown = runInNewContext('Promise.resolve({ logger: "theirs" })')
  expect(thenable instanceof Promise).toBe(false)
  expect(await run([() => thenable]).result).toEqual({ kind: 'event', event: { logger: 'theirs' } })
})
