import { beforeEach, expect, test } from 'vitest'
import { bindMethods } from '../../src/client/bind-methods.ts'
import { createDiagnostics, Diagnostics } from '../../src/client/diagnostics.ts'

beforeEach(() => void Reflect.deleteProperty(globalThis, Symbol.for('raven.registry')))

test('each topic is said once, in one short line', () => {
  const lines: string[] = []
  const diagnostics = new Diagnostics((line) => lines.push(line))
  for (const line of ['one\ntwo\r\n\tthree', 'again']) diagnostics.say('a', line)
  diagnostics.say('b', 'x'.repeat(1_000_000))
  expect(lines[0]).toBe('raven: one two three')
  expect(lines).toHaveLength(2)
  expect(lines[1]?.length).toBeLessThan(520)
})

test('a thousand topics are a hundred lines', () => {
  let lines = 0
  const diagnostics = new Diagnostics(() => lines++)
  for (let i = 0; i < 1_000; i++) diagnostics.say(String(i), 'x')
  expect(lines).toBe(100)
})

test('clients that say the same say it once on stderr, and what differs is said by each', () => {
  const lines: string[] = []
  const warn = (line: string) => void lines.push(line)
  const [first, second] = [
    createDiagnostics(undefined, { warn }),
    createDiagnostics(undefined, { warn }),
  ]
  for (const one of [first, second]) one?.say('lost rejected', 'an event was lost: rejected')
  first?.say('dsn', 'the DSN has no project')
  second?.say('dsn', 'the DSN has no public key')
  expect(lines).toEqual([
    'raven: an event was lost: rejected',
    'raven: the DSN has no project',
    'raven: the DSN has no public key',
  ])
})

test('a function hears all of its own client, whatever others have said', () => {
  const heard: string[][] = [[], []]
  createDiagnostics(undefined, { warn: () => {} }).say('a', 'one')
  for (const lines of heard)
    createDiagnostics((line: string) => lines.push(line), { warn: () => {} }).say('a', 'one')
  expect(heard).toEqual([['raven: one'], ['raven: one']])
})

test('a thousand clients have a hundred lines, and what is kept of them is as little', () => {
  const lines: string[] = []
  for (let number = 0; number < 1_000; number++)
    createDiagnostics(undefined, { warn: (line) => void lines.push(line) }).say('a', `n ${number}`)
  expect(lines).toHaveLength(100)
  createDiagnostics(false, { warn: (line) => void lines.push(line) }).say('b', 'silent')
  expect(lines).toHaveLength(100)
})

test('who fails at listening is not told so', async () => {
  const refuse = [
    () => {
      throw new Error('x')
    },
    async () => Promise.reject(new Error('x')),
  ]
  for (const write of refuse) expect(() => new Diagnostics(write).say('a', 'b')).not.toThrow()
  await new Promise((resolve) => setImmediate(resolve))
})

class Base {
  #name = 'base'
  readonly own = (): string => `own ${this.#name}`

  constructor() {
    bindMethods(this)
  }

  greet(): string {
    return this.#name
  }

  get lazy(): string {
    throw new Error('a getter is no method')
  }
}

class Sub extends Base {
  override greet(): string {
    return `sub ${super.greet()}`
  }

  more(): string {
    return this.greet()
  }
}

test('methods can be taken off their object, those of subclasses too, and are not listed', () => {
  const sub = new Sub()
  const { greet, more, own } = sub
  expect([greet(), more(), own()]).toEqual(['sub base', 'sub base', 'own base'])
  expect(Object.keys(sub)).toEqual(['own'])
  expect(Object.hasOwn(sub, 'lazy')).toBe(false)
  expect(Object.hasOwn(sub, 'constructor')).toBe(false)
})
