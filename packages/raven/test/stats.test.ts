import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger, type LossReason, type Standing } from '../src/stats.ts'

const STANDINGS: readonly Standing[] = ['sent', 'waiting', 'spooled', 'rolledUp', 'handedOver']
const REASONS: readonly LossReason[] = [
  'disabled',
  'before_send',
  'rejected',
  'too_old',
  'recursion',
]

test('whatever happens, in and out are equal', () => {
  const standing = fc.constantFrom(...STANDINGS)
  const step = fc.oneof(
    fc.constant((books: Ledger) => books.capture()),
    fc.constant((books: Ledger) => books.adopt()),
    fc.tuple(standing, standing).map(
      ([from, to]) =>
        (books: Ledger) =>
          books.move(from, to),
    ),
    fc.tuple(standing, fc.integer({ min: 1, max: 1e6 })).map(
      ([to, count]) =>
        (books: Ledger) =>
          books.adopt(to, count),
    ),
    fc.constant((books: Ledger) => books.report()),
    fc.tuple(standing, fc.constantFrom(...REASONS), fc.integer({ min: 1, max: 1e6 })).map(
      ([from, reason, count]) =>
        (books: Ledger) =>
          books.drop(from, reason, count),
    ),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let told = 0
      const books = new Ledger((_, count) => (told += count))
      for (const apply of steps) apply(books)
      const { captured, adopted, dropped, ...standings } = books.stats()
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
      const somewhere = STANDINGS.reduce((sum, name) => sum + standings[name], lost)
      expect(captured + adopted).toBe(somewhere)
      expect(told).toBe(lost)
    }),
  )
})

test('the books that are shown are a copy', () => {
  const books = new Ledger()
  books.capture()
  const before = books.stats()
  books.drop('waiting', 'disabled')
  expect(before).toMatchObject({ captured: 1, waiting: 1, dropped: {} })
  expect(books.stats()).toMatchObject({ captured: 1, waiting: 0, dropped: { disabled: 1 } })
})
