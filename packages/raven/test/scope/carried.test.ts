import { expect, test } from 'vitest'
import { CarriedContext } from '../../src/scope/carried.ts'
import { EMPTY_SCOPE } from '../../src/scope/scope-data.ts'
import { runInNode } from '../support/run-in-node.ts'

const tagged = (tags: Record<string, string>) => ({ ...EMPTY_SCOPE, tags })

test('an error remembers every context it leaves, the innermost wins', () => {
  const carried = new CarriedContext(queueMicrotask)
  const error = new Error('x')
  carried.leave(error, tagged({ a: 'inner', b: 'inner' }))
  carried.leave(error, tagged({ a: 'outer', c: 'outer' }))
  expect(carried.of(error).scope?.tags).toEqual({ a: 'inner', b: 'inner', c: 'outer' })
  expect(carried.of(new Error('x')).scope).toBeUndefined()
})

test.each([undefined, null, 'text', 7, 7n, Symbol('s'), true, Number.NaN])(
  '%s carries context to the end of the turn, and no further',
  async (thrown) => {
    const carried = new CarriedContext(queueMicrotask)
    carried.leave(thrown, tagged({ a: 'inner' }))
    carried.leave(thrown, tagged({ a: 'outer', b: 'outer' }))
    expect(carried.of(thrown).scope?.tags).toEqual({ a: 'inner', b: 'outer' })
    expect(carried.of('another').scope).toBeUndefined()
    await Promise.resolve()
    expect(carried.of(thrown).scope).toBeUndefined()
  },
)

test('watched values add up, innermost first, and are bounded', () => {
  const carried = new CarriedContext(queueMicrotask)
  const error = new Error('x')
  const place = { place: { function: 'load', file: '/app/load.js' } }
  for (let i = 0; i < 100; i++) carried.watch(error, { place, values: { i } })
  const { watched } = carried.of(error)
  expect(watched).toHaveLength(20)
  expect(watched[0]).toEqual({ place, values: { i: 0 } })
})

test('the error is not touched, not even a frozen one', () => {
  const carried = new CarriedContext(queueMicrotask)
  const error = Object.freeze(new Error('x'))
  const keys = Reflect.ownKeys(error)
  carried.leave(error, tagged({ a: '1' }))
  expect(Reflect.ownKeys(error)).toEqual(keys)
  expect(carried.of(error).scope?.tags).toEqual({ a: '1' })
})

test('errors that carried context are not kept in memory', async () => {
  expect(await runInNode('scope/programs/carried.ts', { execArgv: ['--expose-gc'] })).toEqual({
    alive: 0,
    of: 1_000,
  })
})
