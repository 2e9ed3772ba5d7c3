import { expect, test } from 'vitest'
import { CarriedContext } from '../../src/scope/carried.ts'
import { EMPTY_SCOPE } from '../../src/scope/scope-data.ts'
import { runInNode } from '../support/run-in-node.ts'

const tagged = (tags: Record<string, string>) => ({ ...EMPTY_SCOPE, tags })

test('an error remembers every context it leaves, the innermost wins', () => {
  const carried = new CarriedContext()
  const error = new Error('x')
  carried.leave(error, tagged({ a: 'inner', b: 'inner' }))
  carried.leave(error, tagged({ a: 'outer', c: 'outer' }))
  expect(carried.of(error)?.tags).toEqual({ a: 'inner', b: 'inner', c: 'outer' })
  expect(carried.of(new Error('x'))).toBeUndefined()
})

test.each([undefined, null, 'text', 7, 7n, Symbol('s'), true])('%s can carry nothing', (thrown) => {
  const carried = new CarriedContext()
  carried.leave(thrown, tagged({ a: '1' }))
  expect(carried.of(thrown)).toBeUndefined()
})

test('the error is not touched, not even a frozen one', () => {
  const carried = new CarriedContext()
  const error = Object.freeze(new Error('x'))
  const keys = Reflect.ownKeys(error)
  carried.leave(error, tagged({ a: '1' }))
  expect(Reflect.ownKeys(error)).toEqual(keys)
  expect(carried.of(error)?.tags).toEqual({ a: '1' })
})

test('errors that carried context are not kept in memory', async () => {
  expect(await runInNode('scope/programs/carried.ts', { execArgv: ['--expose-gc'] })).toEqual({
    alive: 0,
    of: 1_000,
  })
})
