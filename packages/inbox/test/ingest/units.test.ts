import { describe, expect, test } from 'vitest'
import { Budget } from '../../src/ingest/budget.ts'
import { parseIngestPath } from '../../src/ingest/endpoint.ts'
import { happenedAt } from '../../src/ingest/happened-at.ts'
import { isLoopbackHost, isOurHost } from '../../src/ingest/host.ts'
import { ItemCounts } from '../../src/ingest/item-counts.ts'

test.each<[string, ReturnType<typeof parseIngestPath>]>([
  ['/api/1/envelope/', { kind: 'envelope', project: '1' }],
  ['/api/1/envelope', { kind: 'envelope', project: '1' }],
  ['/api/my-shop_2/store/', { kind: 'store', project: 'my-shop_2' }],
  ['/api/1/csp-report/', { kind: 'security', project: '1' }],
  ['/api/store/', { kind: 'store' }],
  ['/api/1/minidump', 'unknown'],
  ['/api/1/events/abc/attachments/', 'unknown'],
  ['/api/../envelope/', 'unknown'],
  ['/api/0/issues/', undefined],
  ['/api/0/envelope/', undefined],
  ['/api/0/1/search/', undefined],
  ['/api/', undefined],
  ['/', undefined],
  ['', undefined],
  ['//api/1/envelope/', undefined],
  ['/api/1/envelope//', undefined],
  ['/api/1/envelope/x', undefined],
])('the path %j means %j', (path, endpoint) => {
  expect(parseIngestPath(path)).toEqual(endpoint)
})

describe('the host', () => {
  test.each([
    ['localhost', true],
    ['LOCALHOST:9000', true],
    ['127.0.0.1:9000', true],
    ['127.9.9.9', true],
    ['[::1]:9000', true],
    ['inbox.local:80', true],
    ['inbox.local.', true],
    ['evil.test', false],
    ['127.0.0.1.evil.test', false],
    ['localhost.evil.test', false],
    ['192.168.0.7', false],
    ['[fe80::1]', false],
    ['localhost:9000:1', false],
    ['localhost@evil.test', false],
    ['', false],
    [undefined, false],
    ['a'.repeat(10_000), false],
  ])('%j is ours: %s', (header, ours) => {
    expect(isOurHost(header, { names: ['Inbox.local'], anyAddress: false })).toBe(ours)
  })

  test('may be any address, but no other name, when we listen beyond loopback', () => {
    const rules = { names: [], anyAddress: true }
    expect(isOurHost('192.168.0.7:9000', rules)).toBe(true)
    expect(isOurHost('[fe80::1]', rules)).toBe(true)
    expect(isOurHost('evil.test', rules)).toBe(false)
  })

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['::1', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['::', false],
    ['127.evil.test', false],
  ])('%s is loopback: %s', (host, loopback) => {
    expect(isLoopbackHost(host)).toBe(loopback)
  })
})

describe('when it happened', () => {
  const now = Date.parse('2026-03-04T05:06:07Z')
  const HOUR = 3_600_000
  test.each<[string, number | undefined, number | undefined, number]>([
    ['unknown: now', undefined, undefined, now],
    ['a moment ago', now - 1500, now, now - 1500],
    ['with parts of milliseconds', now - 0.4, now, now],
    ['a clock half an hour slow is left alone', now - HOUR / 2, now - HOUR / 2, now - HOUR / 2],
    ['a clock two hours slow is mended', now - 2 * HOUR - 5, now - 2 * HOUR, now - 5],
    ['a clock two hours fast is mended', now + 2 * HOUR - 5, now + 2 * HOUR, now - 5],
    ['31 days ago: now', now - 31 * 24 * HOUR, undefined, now],
    ['in an hour: now', now + HOUR, undefined, now],
  ])('%s', (_name, timestamp, sentAt, expected) => {
    expect(happenedAt({ now, timestamp, sentAt })).toBe(expected)
  })
})

describe('the budget', () => {
  test('refuses requests and bytes beyond it, and takes them when others are done', () => {
    const budget = new Budget({ maxRequests: 2, maxBytes: 100 })
    const first = budget.enter()
    const second = budget.enter()
    expect(() => budget.enter()).toThrow(/too many requests/)
    first.grow(60)
    expect(() => second.grow(41)).toThrow(/too many bytes/)
    second.grow(40)
    first.release()
    first.release()
    const third = budget.enter()
    third.grow(60)
    expect(() => budget.enter()).toThrow(expect.objectContaining({ status: 503 }))
  })
})

test('counts of item types are bounded, whatever clients call them', () => {
  const counts = new ItemCounts()
  for (let type = 0; type < 1000; type += 1) counts.add(`type-${type}`)
  counts.add('__proto__')
  const read = counts.read()
  expect(Object.keys(read).length).toBeLessThanOrEqual(51)
  expect(read['other']).toBe(951)
})
