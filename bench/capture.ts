/**
 * The caller's time of `captureException`, warm: 25 frames, 50 breadcrumbs, user, tags and extra; beside
 * reading `stack` alone, and `captureException` of `@sentry/node`. Nothing is sent.
 */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client } from '../packages/raven/src/node.ts'
import { memoryTransport } from '../packages/raven/src/transports/memory.ts'
import { machine, row } from './compare.ts'

interface Sentry {
  init(options: object): void
  captureException(error: unknown, context: object): string
  addBreadcrumb(crumb: object): void
  setUser(user: object): void
}

const load = createRequire(join(process.argv[2] ?? '', 'package.json'))
const sentry = load('@sentry/node') as Sentry
const DSN = 'http://public@127.0.0.1:9/1'
const FRAMES = 25
const CRUMBS = 50
const ROUNDS = 600
const WARM_UP = 200

const user = { id: '42', username: 'ada' }
const given = () => ({
  tags: { branch: 'main', attempt: '3' },
  extra: { cart: { items: ['lamp', 'desk'], total: 12.5 } },
})

const options = {
  transport: () => memoryTransport(),
  spool: false,
  maxBreadcrumbs: CRUMBS,
  diagnostics: false,
} as const
const client = new Client(DSN, { ...options, flood: false })
const flooded = new Client(DSN, options)
client.userContext(user)
sentry.init({
  dsn: DSN,
  maxBreadcrumbs: CRUMBS,
  defaultIntegrations: false,
  transport: () => ({ send: async () => ({}), flush: async () => true }),
})
sentry.setUser(user)
for (let i = 0; i < CRUMBS; i++) {
  client.captureBreadcrumb({ category: 'cart', message: `added ${i}`, data: { count: i } })
  sentry.addBreadcrumb({ category: 'cart', message: `added ${i}`, data: { count: i } })
}

function thrown(depth: number): Error {
  return depth === 0 ? new TypeError('no price') : thrown(depth - 1)
}

const ways: Readonly<Record<string, (error: Error) => unknown>> = {
  'reading `stack`': (error) => error.stack,
  ours: (error) => client.captureException(error, given()),
  'ours, in a flood': (error) => flooded.captureException(error, given()),
  '`@sentry/node`': (error) => sentry.captureException(error, given()),
}

const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]))
Error.stackTraceLimit = FRAMES
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const error = thrown(FRAMES)
    const start = process.hrtime.bigint()
    way(error)
    const microseconds = Number(process.hrtime.bigint() - start) / 1_000
    if (round >= WARM_UP) times.get(name)?.push(microseconds)
    // what is left for later must not be counted with the next way
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
}

const median = (name: string) =>
  (times.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
const ours = median('ours')

console.log(`${machine()}; microseconds of one call (median of ${ROUNDS}, ways taking turns)\n`)
console.log(row('way', 'time', 'ours ÷ it'))
console.log(row('---', '--:', '--:'))
for (const name of times.keys()) console.log(row(name, median(name), ours / median(name)))
await client.close()
process.exit()
