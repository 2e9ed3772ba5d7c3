import { describe, expect, test } from 'vitest'
import type { ErrorClass } from '../../src/client/capture-exceptions.ts'
import { bundle, start } from '../support/programs.ts'
import { recorder } from '../support/recorder.ts'
import { Receiver } from '../support/receiver.ts'

const FAULT = new TypeError('fault')

/** What each kind of function does to fail, and how it is run to its end. */
const WAYS: readonly (readonly [
  string,
  (...args: never[]) => unknown,
  (made: unknown) => unknown,
])[] = [
  ['a function', () => fail(), () => undefined],
  ['an async function', async () => fail(), (made) => made],
  ['a function that answers a promise', () => Promise.reject(FAULT), (made) => made],
  [
    'a generator in a loop',
    function* () {
      yield 1
      fail()
    },
    (made) => {
      for (const _ of made as Iterable<unknown>);
    },
  ],
  [
    'a generator that is spread',
    function* () {
      yield fail()
    },
    (made) => [...(made as Iterable<unknown>)],
  ],
  [
    'a generator inside another',
    function* () {
      yield fail()
    },
    (made) =>
      (function* () {
        yield* made as Iterable<unknown>
      })().next(),
  ],
  [
    'a generator that is stepped by hand',
    function* () {
      yield fail()
    },
    (made) => (made as Iterator<unknown>).next(),
  ],
  [
    'an async generator in a loop',
    async function* () {
      yield 1
      fail()
    },
    async (made) => {
      for await (const _ of made as AsyncIterable<unknown>);
    },
  ],
  [
    'a generator that is thrown into',
    function* () {
      yield 1
    },
    (made) => {
      const generator = made as Generator
      generator.next()
      generator.throw(FAULT)
    },
  ],
]

function fail(): never {
  throw FAULT
}

test.each(WAYS)('what leaves %s is reported once and thrown on', async (_, fn, finish) => {
  const { client, events } = recorder()
  const wrapped = client.captureExceptions(fn)
  await expect((async () => finish(await leave(wrapped())))()).rejects.toBe(FAULT)
  expect(await events()).toHaveLength(1)
  expect(client.stats()).toMatchObject({ captured: 1, sent: 1 })
})

/** Generators are no promises, and are handed on as they are. */
async function leave(made: unknown): Promise<unknown> {
  return made
}

test.each<[string, (...args: never[]) => unknown, unknown]>([
  ['a function', () => 7, 7],
  ['an object', () => FAULT, FAULT],
])('what %s answers is what was answered', (_, fn, answer) => {
  const { client } = recorder()
  expect(client.captureExceptions(fn)()).toBe(answer)
  expect(client.stats().captured).toBe(0)
})

test('promises and generators answer as before', async () => {
  const { client } = recorder()
  await expect(client.captureExceptions(async () => 'late')()).resolves.toBe('late')
  const generator = client.captureExceptions(function* (): Generator<number, string, string> {
    return yield 1
  })()
  expect([generator.next(), generator.next('given')]).toEqual([
    { value: 1, done: false },
    { value: 'given', done: true },
  ])
  expect(Object.prototype.toString.call(generator)).toBe('[object Generator]')
})

test('this, arguments, name, length and properties stay', () => {
  const { client } = recorder()
  function add(this: { base: number }, a: number, b: number): number {
    return this.base + a + b
  }
  const wrapped = client.captureExceptions(Object.assign(add, { note: 'kept' }))
  expect(wrapped.call({ base: 1 }, 2, 3)).toBe(6)
  expect([wrapped.name, wrapped.length, wrapped.note]).toEqual(['add', 2, 'kept'])
})

test('a class can still be made instances of', () => {
  const { client } = recorder()
  class Cart {
    readonly size = 3
  }
  const wrap: (fn: never) => unknown = client.captureExceptions
  const Wrapped = wrap(Cart as never) as typeof Cart
  expect(new Wrapped()).toBeInstanceOf(Cart)
  expect(new Wrapped().size).toBe(3)
})

test('only errors of the classes named are reported', async () => {
  const { client, events } = recorder()
  const run = client.captureExceptions([TypeError, RangeError], { tags: { job: 'night' } })((
    error: unknown,
  ) => {
    throw error
  })
  class Narrow extends RangeError {}
  for (const error of [new TypeError('a'), new Error('b'), new Narrow('c'), 'd', null]) {
    expect(() => run(error)).toThrow(error instanceof Error ? error : undefined)
  }
  const seen = await events()
  expect(seen.map((event) => event.exception?.values.at(-1)?.value)).toEqual(['a', 'c'])
  expect(seen.map((event) => event.tags)).toEqual([{ job: 'night' }, { job: 'night' }])
})

test.each<[string, unknown]>([
  ['no classes', []],
  ['no class among them', [null, 7, 'TypeError', {}]],
])('%s: nothing is reported, and nothing breaks', (_, classes) => {
  const { client } = recorder()
  const run = client.captureExceptions(classes as readonly ErrorClass[])(() => fail())
  expect(() => run()).toThrow(FAULT)
  expect(client.stats().captured).toBe(0)
})

test('options given beforehand are those of each event', async () => {
  const { client, events } = recorder()
  const run = client.captureExceptions(() => fail(), { level: 'warning', extra: { step: 2 } })
  expect(run).toThrow(FAULT)
  expect(await events()).toMatchObject([{ level: 'warning', extra: { step: 2 } }])
})

describe('a rejection that nobody handles', () => {
  const program = (wrapped: string) => `
    import { Client } from '../src/node.ts'
    const client = new Client(process.env.DSN, { spool: false, worker: false })
    const broken = async () => { throw new Error('nobody listens') }
    ${wrapped}()
  `

  test('ends the program as it would without us', async () => {
    const receiver = await Receiver.start()
    const env = { DSN: receiver.dsn }
    const plain = await start(await bundle(program('broken')), [], { env }).ended
    const ours = await start(await bundle(program('client.captureExceptions(broken)')), [], { env })
      .ended
    expect([plain.code, ours.code]).toEqual([1, 1])
    expect(ours.stderr).toContain('nobody listens')
    expect(plain.stdout + ours.stdout).toBe('')
  })
})
