import { registerSerializer } from 'raven-ts'
import { afterEach, expect, test } from 'vitest'
import { LIMITS, normalize } from '../../src/values/normalize.ts'
import type { Serializer } from '../../src/values/serializers.ts'

const REGISTRY = Symbol.for('raven.registry')
const HOOK = Symbol.for('raven.serialize')

class Money {
  readonly cents: number

  constructor(cents: number) {
    this.cents = cents
  }
}

const money: Serializer = {
  can: (value) => value instanceof Money,
  serialize: (value) => (value instanceof Money ? `€ ${value.cents / 100}` : value),
}

function shown(value: unknown, serializers: readonly Serializer[] = []): unknown {
  return normalize(value, { ...LIMITS, serializers })
}

afterEach(() => Reflect.deleteProperty(globalThis, REGISTRY))

test('a serializer of the client decides how its objects are shown, wherever they are', () => {
  expect(shown({ price: [new Money(150)] }, [money])).toEqual({ price: ['€ 1.5'] })
  expect(shown(new Money(150))).toEqual({ '[class]': 'Money', cents: 150 })
})

test('a registered serializer holds for all clients, after their own, in the order of registering', () => {
  registerSerializer(money)
  registerSerializer({ can: () => true, serialize: () => 'the second' })
  expect(shown(new Money(100))).toBe('€ 1')
  expect(shown({ a: 1 })).toBe('the second')
  expect(shown(new Money(100), [{ can: () => true, serialize: () => 'own' }])).toBe('own')
})

test('nothing is on globalThis before something is registered, and nothing that can be listed after', () => {
  expect(Reflect.has(globalThis, REGISTRY)).toBe(false)
  const before = Reflect.ownKeys(globalThis).length
  registerSerializer(money)
  expect(Object.keys(globalThis)).not.toContain(REGISTRY)
  expect(Reflect.ownKeys(globalThis)).toHaveLength(before + 1)
})

test('an object may say itself how to show it', () => {
  expect(shown({ [HOOK]: () => ({ short: true }), long: 'x' })).toEqual({ short: true })
})

test.each<[string, object, unknown]>([
  ['a hook that throws', { [HOOK]: () => JSON.parse('no'), a: 1 }, { a: 1 }],
  ['a hook that is no method', { [HOOK]: 'text', a: 1 }, { a: 1 }],
  [
    'a hook that cannot be read',
    Object.defineProperty({ a: 1 }, HOOK, { get: () => JSON.parse('no') }),
    { a: 1 },
  ],
])('%s is passed over', (_what, value, expected) => {
  expect(shown(value)).toEqual(expected)
})

test('a serializer that throws, or answers the value itself, is passed over', () => {
  const throwing: Serializer = { can: () => JSON.parse('no'), serialize: (value) => value }
  const same: Serializer = { can: () => true, serialize: (value) => value }
  expect(shown({ a: 1 }, [throwing, same])).toEqual({ a: 1 })
})

test('what a serializer answers is bounded, also when it answers more of its own kind for ever', () => {
  const endless: Serializer = {
    can: (value) => value instanceof Money,
    serialize: () => new Money(1),
  }
  expect(shown(new Money(1), [endless])).toBe('[Money]')
  const long: Serializer = { can: () => true, serialize: () => 'x'.repeat(10_000) }
  expect(String(shown({}, [long])).length).toBeLessThanOrEqual(LIMITS.text)
})
