/** What every store must do, whatever is underneath. */

import { normalizeEvent } from 'raven-ts/protocol'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import type { Caps } from '../../src/store/prune.ts'
import { NOW, newEvent } from '../helpers/new-event.ts'

const HOUR = 3_600_000
const id = (number: number): string => number.toString(16).padStart(32, '0')

/** How a test gets an empty store, whose clock stands at {@link NOW}. */
export type MakeStore = (caps?: Partial<Caps>) => Promise<Store>

/** Runs the contract against the stores that `make` makes. */
export function storeContract(name: string, make: MakeStore): void {
  const open: MakeStore = async (caps) => {
    const store = await make(caps)
    onTestFinished(() => store.close())
    return store
  }

  describe(`${name} keeps`, () => {
    test('an event whole, and finds it by project and id', async () => {
      const store = await open()
      const event = { message: 'a\0b \ud83d\ude00', extra: { deep: [1, { two: null }] } }
      const saved = await store.save([newEvent(1, { event })])
      expect(saved).toEqual([{ eventId: id(1), issueId: '1', stored: true, newIssue: true }])
      const { event: _event, groupKey: _key, searchText: _text, ...row } = newEvent(1)
      expect(await store.event('1', id(1))).toEqual({
        ...row,
        issueId: '1',
        event: { ...normalizeEvent(event), event_id: id(1) },
        raw: event,
      })
      expect(await store.event('2', id(1))).toBeUndefined()
      expect(await store.event('1', id(2))).toBeUndefined()
    })

    test('one row per project and event id', async () => {
      const store = await open()
      await store.save([newEvent(1)])
      const again = await store.save([newEvent(1), newEvent(1, { groupKey: 'other' }), newEvent(2)])
      expect(again.map((result) => result.stored)).toEqual([false, false, true])
      expect(again.map((result) => result.issueId)).toEqual(['1', '1', '1'])
      const elsewhere = await store.save([newEvent(1, { project: 'two' })])
      expect(elsewhere[0]).toMatchObject({ stored: true, newIssue: true })
      expect(await store.counts()).toEqual({ events: 3, issues: 2, pruned: 0 })
    })

    test('the first of two events with one id in one batch', async () => {
      const store = await open()
      const saved = await store.save([
        newEvent(1, { title: 'first' }),
        newEvent(1, { title: 'second' }),
      ])
      expect(saved.map((result) => result.stored)).toEqual([true, false])
      expect(saved.map((result) => result.newIssue)).toEqual([true, false])
      expect((await store.event('1', id(1)))?.title).toBe('first')
    })

    test('what is saved at the same time, each with its own answer', async () => {
      const store = await open()
      const numbers = Array.from({ length: 450 }, (_, index) => index + 1)
      const answers = await Promise.all(numbers.map((number) => store.save([newEvent(number)])))
      expect(answers.map(([result]) => result?.eventId)).toEqual(numbers.map(id))
      expect(answers.filter(([result]) => result?.newIssue)).toHaveLength(1)
      expect((await store.issue('1', NOW))?.count).toBe(450)
    })

    test('nothing of no events', async () => {
      const store = await open()
      expect(await store.save([])).toEqual([])
    })

    test.each([
      ['NUL', 'a\0b', 'a\uFFFDb'],
      ['a lone surrogate', 'a\ud800b', 'a\uFFFDb'],
      ['markup', `<script>'";--`, `<script>'";--`],
      ['emoji', '\u{1f4a5}', '\u{1f4a5}'],
    ])('a title and a group key with %s', async (_name, given, kept) => {
      const store = await open()
      await store.save([newEvent(1, { title: given, groupKey: given })])
      const [again] = await store.save([newEvent(2, { title: given, groupKey: given })])
      expect(again?.newIssue).toBe(false)
      expect((await store.issue('1', NOW))?.title).toBe(kept)
    })

    test('texts of any length, bounded', async () => {
      const store = await open()
      const long = 'x'.repeat(100_000)
      await store.save([
        newEvent(1, { title: long, culprit: long, groupKey: long, searchText: long }),
      ])
      const row = await store.event('1', id(1))
      expect(row?.title.length).toBeLessThanOrEqual(500)
      expect(row?.culprit.length).toBeLessThanOrEqual(500)
    })
  })

  describe(`${name} groups`, () => {
    test('events into issues that know their first, their last and their count', async () => {
      const store = await open()
      await store.save([newEvent(1, { happenedAt: NOW - 1000, title: 'old', level: 'warning' })])
      await store.save([newEvent(2, { title: 'new', level: 'fatal' })])
      await store.save([newEvent(3, { happenedAt: NOW - 5000, title: 'late' })])
      expect(await store.issue('1', NOW)).toMatchObject({
        project: '1',
        count: 3,
        firstSeen: NOW - 5000,
        lastSeen: NOW,
        lastEventId: id(2),
        title: 'new',
        level: 'fatal',
        groupReason: 'type and in-app frames',
      })
    })

    test('the same key in two projects into two issues', async () => {
      const store = await open()
      await store.save([newEvent(1), newEvent(2, { project: 'two' })])
      expect(await store.projects()).toEqual(
        expect.arrayContaining([
          { id: '1', issues: 1, events: 1, lastSeen: NOW },
          { id: 'two', issues: 1, events: 1, lastSeen: NOW },
        ]),
      )
    })

    test('the last 24 hours into 24 numbers, oldest first', async () => {
      const store = await open()
      const at = (hours: number) => ({ happenedAt: NOW - hours * HOUR })
      await store.save([newEvent(1), newEvent(2), newEvent(3, at(1)), newEvent(4, at(23))])
      await store.save([newEvent(5, at(24)), newEvent(6, { happenedAt: NOW + HOUR })])
      const sparkline = (await store.issue('1', NOW))?.sparkline
      expect(sparkline).toHaveLength(24)
      expect([sparkline?.[0], sparkline?.[22], sparkline?.[23]]).toEqual([1, 1, 2])
      const later = (await store.issue('1', NOW + HOUR))?.sparkline
      expect([later?.[21], later?.[22], later?.[23]]).toEqual([1, 2, 1])
    })
  })

  describe(`${name} lists`, () => {
    test('issues last seen first, page by page, each once', async () => {
      const store = await open()
      const numbers = Array.from({ length: 12 }, (_, index) => index + 1)
      await store.save(
        numbers.map((number) =>
          newEvent(number, { groupKey: `g${number}`, happenedAt: NOW + Math.floor(number / 4) }),
        ),
      )
      const first = await store.issues({ limit: 5, now: NOW })
      const second = await store.issues({ limit: 5, now: NOW, cursor: first.next ?? '' })
      const third = await store.issues({ limit: 5, now: NOW, cursor: second.next ?? '' })
      const rows = [...first.rows, ...second.rows, ...third.rows]
      expect(rows.map((row) => Number(row.lastEventId))).toHaveLength(12)
      expect(new Set(rows.map((row) => row.id)).size).toBe(12)
      const times = rows.map((row) => row.lastSeen)
      expect(times).toEqual(times.toSorted((a, b) => b - a))
      expect(third.next).toBeUndefined()
    })

    test('issues of one project', async () => {
      const store = await open()
      await store.save([newEvent(1), newEvent(2, { project: 'two' })])
      const page = await store.issues({ project: 'two', now: NOW })
      expect(page.rows.map((row) => row.project)).toEqual(['two'])
    })

    test('events of an issue newest first, with neighbours', async () => {
      const store = await open()
      await store.save([1, 2, 3].map((n) => newEvent(n, { happenedAt: NOW - 10 * n })))
      await store.save([newEvent(9, { groupKey: 'other' })])
      const first = await store.events('1', { limit: 2 })
      expect(first.rows.map((row) => row.eventId)).toEqual([id(1), id(2)])
      const second = await store.events('1', { limit: 2, cursor: first.next ?? '' })
      expect(second.rows.map((row) => row.eventId)).toEqual([id(3)])
      expect(second.next).toBeUndefined()
      const middle = await store.event('1', id(2))
      expect([middle?.newerEventId, middle?.olderEventId]).toEqual([id(1), id(3)])
      const newest = await store.event('1', id(1))
      expect(newest).not.toHaveProperty('newerEventId')
    })

    test.each(['', 'x', '0', '-1', '1e3', '9'.repeat(40), "1' or 1=1"])(
      'nothing for the issue %j',
      async (issue) => {
        const store = await open()
        await store.save([newEvent(1)])
        expect(await store.issue(issue, NOW)).toBeUndefined()
        expect(await store.events(issue, {})).toEqual({ rows: [] })
      },
    )

    test.each([0, -5, 1.5, Number.NaN, 1e9])(
      'pages of at most 100 for a limit of %d',
      async (limit) => {
        const store = await open()
        await store.save(Array.from({ length: 120 }, (_, index) => newEvent(index)))
        const page = await store.events('1', { limit, cursor: 'nonsense' })
        expect(page.rows.length).toBeGreaterThanOrEqual(1)
        expect(page.rows.length).toBeLessThanOrEqual(100)
        expect(page.next).toBeDefined()
      },
    )
  })

  describe(`${name} searches`, () => {
    const texts = ['typeerror: no price 100%', 'checkout of cart_7 failed', 'bad cafe in zürich']

    test.each<[string, number[]]>([
      ['price', [1]],
      ['PRICE', [1]],
      ['no TypeError', [1]],
      ['100%', [1]],
      ['%', [1]],
      ['_', [2]],
      ['cart failed', [2]],
      ['cart price', []],
      ['Zürich', [3]],
      ['cafe', [3]],
      ['00000000000000000000000000000002', [2]],
      ['00000000-0000-0000-0000-000000000002', [2]],
      ['0000000', [3, 2, 1]],
      ["' or 1=1 --", []],
      ['\0', []],
      ['', []],
      ['   ', []],
      ['x'.repeat(100_000), []],
    ])('%j', async (query, found) => {
      const store = await open()
      await store.save(texts.map((searchText, index) => newEvent(index + 1, { searchText })))
      const page = await store.search(query, {})
      expect(page.rows.map((row) => row.eventId)).toEqual(found.map(id))
    })

    test('within one project, page by page, newest arrivals first', async () => {
      const store = await open()
      await store.save([...Array(7).keys()].map((n) => newEvent(n)))
      await store.save([newEvent(99, { project: 'two' })])
      const first = await store.search('price', { project: '1', limit: 4 })
      const second = await store.search('price', {
        project: '1',
        limit: 4,
        cursor: first.next ?? '',
      })
      const rows = [...first.rows, ...second.rows]
      expect(rows.map((row) => Number(`0x${row.eventId}`))).toEqual([6, 5, 4, 3, 2, 1, 0])
      expect(second.next).toBeUndefined()
    })
  })

  describe(`${name} forgets`, () => {
    test('the oldest arrivals beyond its count, and says how many', async () => {
      const store = await open({ maxEvents: 3 })
      for (const number of [1, 2, 3, 4, 5]) {
        await store.save([newEvent(number, { groupKey: number < 3 ? 'old' : 'new' })])
      }
      expect(await store.counts()).toEqual({ events: 3, issues: 1, pruned: 2 })
      expect(await store.event('1', id(2))).toBeUndefined()
      expect((await store.search('price', {})).rows).toHaveLength(3)
      expect(await store.issue('1', NOW)).toBeUndefined()
    })

    test('beyond its bytes', async () => {
      const store = await open({ maxBytes: 5000 })
      for (const number of [1, 2, 3]) {
        await store.save([newEvent(number, { searchText: 'x'.repeat(2000) })])
      }
      expect(await store.counts()).toEqual({ events: 2, issues: 1, pruned: 1 })
    })

    test('beyond its age', async () => {
      const store = await open({ maxAgeMs: 60_000 })
      await store.save([newEvent(1, { receivedAt: NOW - 60_001 }), newEvent(2)])
      expect(await store.counts()).toEqual({ events: 1, issues: 1, pruned: 1 })
    })

    test('and still names a last event that is there', async () => {
      const store = await open({ maxEvents: 1 })
      await store.save([newEvent(1, { happenedAt: NOW + 1000 })])
      await store.save([newEvent(2)])
      expect(await store.issue('1', NOW)).toMatchObject({ count: 2, lastEventId: id(2) })
    })
  })
}
