/** `normalize` beside `JSON.stringify` and the `normalize` of `@sentry/core`, on ordinary and on hostile values. */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { normalize } from '../packages/raven/src/values/normalize.ts'
import { compare, machine, row } from './compare.ts'

const load = createRequire(join(process.argv[2] ?? '', 'package.json'))
const sentry = load('@sentry/core') as { normalize(value: unknown, depth?: number): unknown }

function deep(levels: number): unknown {
  let chain: unknown = 'end'
  for (let i = 0; i < levels; i++) chain = { inner: chain }
  return chain
}

const order = {
  id: 7,
  customer: { id: 'c-42', name: 'Ada', since: new Date(0) },
  items: Array.from({ length: 10 }, (_, i) => ({
    sku: `sku-${i}`,
    price: i * 1.5,
    tags: ['a', 'b'],
  })),
  note: 'leave it at the door',
}

const VALUES: Readonly<Record<string, unknown>> = {
  'a text': 'no stock',
  'a small object': { a: 1, b: 'two', c: [3] },
  'an order of 10 items': order,
  'an error with a cause': Object.assign(new Error('a', { cause: new Error('b') }), { code: 'E' }),
  'a map of 50': new Map(Array.from({ length: 50 }, (_, i) => [`k${i}`, { i }])),
  '1,000 keys': Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])),
  '10,000 texts': Array.from({ length: 10_000 }, () => 'x'.repeat(100)),
  'a chain of 1,000': deep(1_000),
  'a chain of 1,000,000': deep(1_000_000),
  '50 MB of text': 'x'.repeat(50_000_000),
  '1 MB of bytes': Buffer.alloc(1_000_000),
}

/** Whether a way can be measured: some never end well. */
function isAble(way: () => unknown): boolean {
  try {
    way()
    return true
  } catch {
    return false // too deep, a cycle, or too much memory: the table shows a dash
  }
}

console.log(
  `${machine()}; microseconds of one call (median of 40 rounds, of 5 where a call takes over 20 ms; ways taking turns)\n`,
)
console.log(
  row(
    'value',
    'ours',
    '@sentry/core',
    'JSON.stringify',
    'ours ÷ @sentry/core',
    'bytes out, ours',
    'theirs',
  ),
)
console.log(row('---', '--:', '--:', '--:', '--:', '--:', '--:'))
for (const [name, value] of Object.entries(VALUES)) {
  const isHuge = name.includes('bytes')
  const ways = {
    ours: () => normalize(value),
    sentry: () => sentry.normalize(value),
    ...(!isHuge && isAble(() => JSON.stringify(value))
      ? { json: () => JSON.stringify(value) }
      : {}),
  }
  if (!isAble(ways.sentry)) {
    console.log(
      row(name, compare({ ours: ways.ours })['ours'] ?? 0, '–', '–', '–', bytes(ways.ours()), '–'),
    )
    continue
  }
  const { ours = 0, sentry: theirs = 0, json } = compare(ways)
  console.log(
    row(name, ours, theirs, json ?? '–', ours / theirs, bytes(ways.ours()), bytes(ways.sentry())),
  )
}

function bytes(value: unknown): string {
  return Buffer.byteLength(JSON.stringify(value) ?? '').toLocaleString('en')
}
