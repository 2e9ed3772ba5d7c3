import { expect, test } from 'vitest'
import { Locals } from '../../src/stack/locals.ts'
import { withLocals } from '../../src/stack/locals-at-sites.ts'
import { siteOfPlace } from '../../src/stack/site-cache.ts'
import type { ThrownCall } from '../../src/runtime/runtime.ts'
import { LIMITS } from '../../src/values/normalize.ts'
import { types } from 'node:util'

const FILE = '/srv/app/cart.ts'
const locals = (): Locals =>
  new Locals({
    all: false,
    rules: { root: '/srv/app', include: [], exclude: [] },
    limits: LIMITS,
    isProxy: types.isProxy,
  })

interface CallFacts {
  readonly name?: string
  readonly line?: number
  readonly file?: string
}

/** A call of a function that takes ten lines, each a hundred columns. */
function call(
  scope: object,
  { name = 'total', line = 5, file = FILE }: CallFacts = {},
): ThrownCall {
  const first = line - (line % 10)
  return {
    function: name,
    file,
    line,
    column: 3,
    holds: (at) => at >= first && at < first + 10,
    scopes: [scope],
  }
}

function varsOf(scope: object): unknown {
  const seen = locals()
  const error = new Error('m')
  seen.thrown(error, [call(scope)])
  return seen.of(error)[0]?.vars
}

test('no code of the program runs for its variables', () => {
  let ran = 0
  const run = (): never => {
    ran++
    throw new Error('ran')
  }
  const hooks = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, run]))
  const values = {
    proxy: new Proxy({}, hooks),
    nested: { proxy: new Proxy(() => {}, hooks), list: [new Proxy([], hooks)] },
    getter: Object.defineProperty({}, 'now', { get: run, enumerable: true }),
    own: { [Symbol.for('raven.serialize')]: run, toJSON: run, toString: run },
  }
  expect(varsOf(values)).toEqual({
    proxy: '[Proxy]',
    nested: { proxy: '[Proxy]', list: ['[Proxy]'] },
    getter: { now: '[Getter]' },
    own: { toJSON: '[Function: run]', toString: '[Function: run]' },
  })
  expect(ran).toBe(0)
})

test('variables are bounded, and what has no value is told from null', () => {
  const many = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, i) => [`v${i}`, 'x'.repeat(9_999)]),
  )
  const shown = JSON.stringify(varsOf(many))
  expect(shown.length).toBeLessThan(17_000)
  expect(shown).toContain(' more')
  expect(varsOf({ gone: undefined, none: null })).toEqual({ gone: '[undefined]', none: null })
})

test('an inner block hides an outer one, and what is not there yet is left out', () => {
  const block = Object.defineProperty({ a: 'inner' }, 'later', {
    enumerable: true,
    get: () => {
      throw new ReferenceError('later')
    },
  })
  const seen = locals()
  const refusing = new Proxy(block, {
    getOwnPropertyDescriptor: (target, key) => {
      if (key === 'later') throw new ReferenceError('not yet')
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
  })
  const error = new Error('m')
  seen.thrown(error, [{ ...call({}), scopes: [refusing, { a: 'outer', b: 1 }] }])
  expect(seen.of(error)[0]?.vars).toEqual({ a: 'inner', b: 1 })
})

test('nothing is added to an error, and a copy stays what it was', () => {
  const seen = locals()
  const error = new Error('m')
  const keys = Reflect.ownKeys(error)
  const list = [1]
  seen.thrown(error, [call({ list })])
  list.push(2)
  expect(Reflect.ownKeys(error)).toEqual(keys)
  expect(seen.of(error)[0]?.vars).toEqual({ list: [1] })
})

test('a primitive is found again until something else is thrown', () => {
  const seen = locals()
  seen.thrown('boom', [call({ a: 1 })])
  expect(seen.of('boom')).toHaveLength(1)
  expect(seen.of('bang')).toEqual([])
  seen.thrown(Number.NaN, [call({ a: 2 })])
  expect(seen.of('boom')).toEqual([])
  expect(seen.of(Number.NaN)).toHaveLength(1)
})

test('thrown on, an error keeps what was seen further in; thrown anew, it is new', () => {
  const seen = locals()
  const error = new Error('m')
  const outer = { name: 'outer', line: 25 }
  seen.thrown(error, [call({ price: 1 }), call({ base: 1 }, outer)])
  seen.thrown(error, [call({ base: 2 }, outer), call({ top: 1 }, { name: 'top', line: 35 })])
  expect(seen.of(error).map(({ vars }) => vars)).toEqual([{ price: 1 }, { base: 1 }, { top: 1 }])
  seen.thrown(error, [call({ price: 9 })])
  expect(seen.of(error).map(({ vars }) => vars)).toEqual([{ price: 9 }])
})

test('a module as a whole, and a package, show nothing', () => {
  const seen = locals()
  const error = new Error('m')
  const wrapper = { exports: {}, require: 1, module: 1, __filename: '', __dirname: '', key: 1 }
  seen.thrown(error, [call(wrapper), call({ a: 1 }, { file: '/srv/app/node_modules/pg/a.js' })])
  expect(seen.of(error).map(({ vars }) => vars)).toEqual([undefined, undefined])
})

const site = (name: string, line: number, column = 3, file = `file://${FILE}`) =>
  siteOfPlace({ function: name, file, line, column })

/** The variables shown at each site, innermost first. */
function shown(sites: readonly ReturnType<typeof site>[], calls: readonly ThrownCall[]): unknown[] {
  const seen = locals()
  const error = new Error('m')
  seen.thrown(error, calls)
  const { sites: own, vars } = withLocals(sites, seen.of(error))
  return own.map((one) => vars?.get(one))
}

const again = site('down', 15)

test.each<[string, Parameters<typeof shown>, unknown[]]>([
  ['where the error was made', [[site('Cart.total', 5)], [call({ a: 1 })]], [{ a: 1 }]],
  ['some lines above the throw', [[site('total', 2, 9)], [call({ a: 1 })]], [{ a: 1 }]],
  [
    'made by a helper',
    [[site('make', 45), site('Cart.total [as sum]', 4)], [call({ a: 1 })]],
    [undefined, { a: 1 }],
  ],
  [
    'made by a function inside',
    [[site('make', 3), site('total', 4)], [call({ a: 1 })]],
    [undefined, { a: 1 }],
  ],
  ['made elsewhere altogether', [[site('other', 45)], [call({ a: 1 })]], [undefined]],
  [
    'further out only at the same call',
    [
      [site('total', 5), site('outer', 25), site('outer', 26)],
      [call({ a: 1 }), call({ b: 1 }, { name: 'outer', line: 26 })],
    ],
    [{ a: 1 }, undefined, { b: 1 }],
  ],
  [
    'of a function that calls itself',
    [[again, again, again], [0, 1, 2].map((depth) => call({ depth }, { name: 'down', line: 15 }))],
    [{ depth: 0 }, { depth: 1 }, { depth: 2 }],
  ],
  [
    'in a stack that was mapped to another source, by names',
    [
      [
        site('total', 80, 1, '/srv/app/cart.src.ts'),
        site('Shop.outer', 90, 1, '/srv/app/cart.src.ts'),
      ],
      [call({ a: 1 }), call({ b: 1 }, { name: 'outer', line: 25 })],
    ],
    [{ a: 1 }, { b: 1 }],
  ],
  ['without a stack', [[], [call({ a: 1 }), call({ b: 1 })]], [{ a: 1 }, { b: 1 }]],
])('variables stand %s', (_, given, expected) => {
  expect(shown(...given)).toEqual(expected)
})

test('sites told apart share their frame', () => {
  const seen = locals()
  const error = new Error('m')
  seen.thrown(
    error,
    [0, 1].map((depth) => call({ depth }, { name: 'down', line: 15 })),
  )
  const [first, second] = withLocals([again, again], seen.of(error)).sites
  const frame = { function: 'down' }
  first!.frame = frame
  expect([again.frame, second?.frame]).toEqual([frame, frame])
})
