/** Errors of every kind; two calls of one maker from one line give twins. */

import { AssertionError } from 'node:assert'
import { readFileSync } from 'node:fs'
import { createContext, runInContext, runInNewContext, Script } from 'node:vm'

class PaymentError extends Error {}

class Named extends Error {
  override name = 'Renamed'
}

class Base {
  run(): Error {
    return new Error('polymorphic')
  }
}
class Sub1 extends Base {}
class Sub2 extends Base {}

class WithStatic {
  static made = new Error('placeholder')
  static {
    WithStatic.made = new Error('static block')
  }
}

class WithGetter {
  get total(): Error {
    return new Error('getter')
  }
  #secret(): Error {
    return new Error('private')
  }
  reveal(): Error {
    return this.#secret()
  }
  static make(): Error {
    return new Error('static')
  }
  [Symbol.iterator](): Error {
    return new Error('symbol')
  }
  ['at fn (file:///x.js:1:2)'](): Error {
    return new Error('computed')
  }
}

function Constructed(this: { error: Error }): void {
  this.error = new Error('constructed')
}

function raise(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

/** Code made from text prints places of its own. */
function compile(body: string): unknown {
  return Reflect.construct(Function, [body])()
}

const evaluate: (code: string) => unknown = Reflect.get(globalThis, 'eval')

function overflow(): number {
  return overflow() + 1
}

const shared = function (this: unknown): Error {
  return new Error('alias')
}

function named(name: string): () => Error {
  const wrapper = (): Error => new Error('wrapped')
  Object.defineProperty(wrapper, 'name', { value: name })
  return wrapper
}

function withProperty(key: string, descriptor: PropertyDescriptor): Error {
  const error = new Error('replaced')
  Object.defineProperty(error, key, descriptor)
  return error
}

const realm = createContext({})
const scripts = ['\n\n\n/**/throw new Error("same name")', '/*   */throw new Error("same name")']
const same = scripts.map((code) => new Script(code))

/** Each maker is asked twice, so that what differs between neighbours must not be mixed up. */
export const MAKERS: Record<string, (round: number) => unknown> = {
  plain: () => new Error('plain'),
  'no message': () => new Error(),
  subclass: () => new PaymentError('card'),
  'name set': () => new Named('named'),
  'name undefined': () => withProperty('name', { value: undefined }),
  'name empty': () => withProperty('name', { value: '' }),
  'name a number': () => withProperty('name', { value: 7 }),
  'name a symbol': () => withProperty('name', { value: Symbol('name') }),
  'message an object': () => withProperty('message', { value: { toString: () => 'text' } }),
  'message that throws': () =>
    withProperty('message', {
      get() {
        throw new TypeError('no message')
      },
    }),
  'message with lines': () => new Error('one\n    at fake (/srv/fake.js:1:1)\ntwo\r\nthree'),
  'Node error': () => raise(() => Reflect.apply(Buffer.alloc, Buffer, ['x'])),
  'Node error, code changed': () => {
    const error = raise(() => Reflect.apply(Buffer.alloc, Buffer, ['x']))
    return Object.assign(error as object, { code: 'MINE' })
  },
  'system error': () => raise(() => readFileSync('/no/such/file')),
  DOMException: () => new DOMException('aborted', 'AbortError'),
  AssertionError: () => new AssertionError({ message: 'wrong', actual: 1, expected: 2 }),
  AggregateError: () => new AggregateError([new Error('inner')], 'several'),
  cause: () => new Error('outer', { cause: new Error('inner') }),
  'JSON.parse': () => raise(() => JSON.parse('{nonsense')),
  overflow: () => raise(overflow),
  frozen: () => Object.freeze(new Error('frozen')),
  'other realm': () => runInContext('new TypeError("elsewhere")', realm),
  'other realm, nested': () => runInNewContext('(function q() { return new Error("q") })()'),
  'one name, two scripts': (round) => raise(() => same[round % 2]?.runInThisContext()),
  polymorphic: (round) => (round % 2 === 0 ? new Sub1() : new Sub2()).run(),
  alias: (round) => (round % 2 === 0 ? { a: shared }.a() : { b: shared }.b()),
  'named wrapper': (round) => named(`wrapper ${round}`)(),
  'new or call': (round) =>
    raise(() => {
      const holder = { error: new Error('placeholder') }
      if (round % 2 === 1) return (Reflect.apply(Constructed, holder, []), holder.error)
      return Reflect.construct(Constructed, []).error
    }),
  eval: () => evaluate('(function inEval() { return new Error("eval") })()'),
  'new Function': () => compile('return new Error("function")'),
  sourceURL: () => compile('return new Error("x")\n//# sourceURL=odd name (1).js'),
  'static block': () => WithStatic.made,
  getter: () => new WithGetter().total,
  'private method': () => new WithGetter().reveal(),
  'static method': () => WithGetter.make(),
  'symbol method': () => new WithGetter()[Symbol.iterator](),
  'computed method': () => new WithGetter()['at fn (file:///x.js:1:2)'](),
  'array callback': () => [1].map(() => new Error('callback'))[0],
  'proxy receiver': () => new Proxy(new Sub1(), {}).run(),
  'null prototype receiver': () => Object.assign(Object.create(null), { shared }).shared(),
  'primitive receiver': () => Reflect.apply(shared, 'text', []),
  'captured object': () => {
    const holder = { name: 'Holder', message: 'no error at all' }
    Error.captureStackTrace(holder)
    return holder
  },
  'stack of a getter': () =>
    withProperty('stack', {
      get() {
        throw new Error('no stack')
      },
    }),
  'stack no text': () => withProperty('stack', { value: ['a', 'b'] }),
}

async function later(): Promise<never> {
  await Promise.resolve()
  throw new Error('async')
}

async function through(): Promise<never> {
  return await later()
}

/** Errors that exist only after a turn. */
export const ASYNC_MAKERS: Record<string, (round: number) => Promise<unknown>> = {
  async: () => through().catch((error: unknown) => error),
  'Promise.all': () => Promise.all([Promise.resolve(), through()]).catch((error: unknown) => error),
  'async or not': (round) => maybe(round % 2 === 0).catch((error: unknown) => error),
  generator: async () => {
    const walk = (async function* () {
      yield await through()
    })()
    return walk.next().catch((error: unknown) => error)
  },
}

async function maybe(first: boolean): Promise<unknown> {
  if (first) await Promise.resolve()
  return new Error('maybe')
}
