/**
 * What masking costs: all that is left for later of one event, without a hook, with one, and without
 * masking; and 10 KB of a user's data by themselves. Beside `@sentry/node` with its request filter, and
 * with a usual `beforeSend` that masks by name. Nothing is sent.
 */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client } from '../packages/raven/src/node.ts'
import { Sanitizer } from '../packages/raven/src/processors/sanitizer.ts'
import { memoryTransport } from '../packages/raven/src/transports/memory.ts'
import { machine, row } from './compare.ts'

interface Sentry {
  readonly NodeClient: new (options: object) => SentryClient
  readonly Scope: new () => SentryScope
  readonly contextLinesIntegration: () => unknown
  readonly requestDataIntegration: () => unknown
  readonly defaultStackParser: unknown
}
interface SentryClient {
  init(): void
  captureException(error: unknown, hint: object, scope: SentryScope): string
}
interface SentryScope {
  addBreadcrumb(crumb: object, most: number): void
  setExtras(extras: object): void
  setUser(user: object): void
  setSDKProcessingMetadata(data: object): void
}

const load = createRequire(join(process.argv[2] ?? '', 'package.json'))
const sentry = load('@sentry/node') as Sentry
const DSN = 'http://public@127.0.0.1:9/1'
const FRAMES = 25
const CRUMBS = 50
const ROUNDS = 300
const WARM_UP = 100

/** Orders of a shop, as JSON of about 10 KB. */
const order = (number: number) => ({
  id: `order-${number}`,
  customer: { name: `Customer ${number}`, city: 'Utrecht', password: 'hunter2' },
  note: 'Please leave the parcel with the neighbours when nobody opens the door, and ring twice.',
  link: `https://shop.example.com/orders/${number}?page=2&ref=mail`,
  lines: [
    { item: 'lamp', quantity: 2, price: 12.5 },
    { item: 'desk', quantity: 1, price: 120 },
  ],
})
const userData = () => ({ orders: Array.from({ length: 30 }, (_, i) => order(i + round)) })
const request = {
  method: 'POST',
  url: 'https://shop.example.com/checkout?step=2&token=abc',
  query_string: 'step=2&token=abc',
  headers: { accept: '*/*', 'user-agent': 'Mozilla/5.0', authorization: 'Bearer abcdef123456' },
}
let round = 0

const NAMES = /password|passwd|secret|token|authorization|api_?key|cookie/i
/** What such hooks commonly are: a walk over everything, by name. */
function scrubbed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scrubbed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      NAMES.test(key) ? '[Filtered]' : scrubbed(part),
    ]),
  )
}

const options = {
  transport: () => memoryTransport(),
  spool: false,
  maxBreadcrumbs: CRUMBS,
  diagnostics: false,
  flood: false,
} as const
const clients = {
  'ours, not masked': new Client(DSN, { ...options, scrub: false }),
  'ours, masked': new Client(DSN, options),
  'ours, not masked, with a hook': new Client(DSN, {
    ...options,
    scrub: false,
    beforeSend: (event) => event,
  }),
  'ours, masked, with a hook': new Client(DSN, { ...options, beforeSend: (event) => event }),
}
for (const client of Object.values(clients)) {
  client.userContext({ id: '42' })
  for (let i = 0; i < CRUMBS; i++)
    client.captureBreadcrumb({ category: 'cart', message: `added ${i}`, data: { count: i } })
}

function thrown(depth: number): Error {
  return depth === 0 ? new TypeError('no price') : thrown(depth - 1)
}

type Way = (error: Error) => Promise<unknown>

/** One event until it is handed to the transport, which keeps it. */
function oursWay(client: Client): Way {
  return async (error) => {
    client.captureException(error, { request, extra: { attempt: round } })
    await client.flush()
  }
}

function sentryWay(beforeSend?: (event: unknown) => unknown): Way {
  let sent = (): void => {}
  const send = async () => {
    sent()
    return {}
  }
  const client = new sentry.NodeClient({
    dsn: DSN,
    stackParser: sentry.defaultStackParser,
    integrations: [sentry.requestDataIntegration(), sentry.contextLinesIntegration()],
    transport: () => ({ send, flush: async () => true }),
    ...(beforeSend ? { beforeSend } : {}),
  })
  client.init()
  const scope = new sentry.Scope()
  scope.setUser({ id: '42' })
  scope.setSDKProcessingMetadata({ normalizedRequest: request })
  for (let i = 0; i < CRUMBS; i++)
    scope.addBreadcrumb({ category: 'cart', message: `added ${i}`, data: { count: i } }, CRUMBS)
  return async (error) => {
    const isSent = new Promise<void>((resolve) => (sent = resolve))
    scope.setExtras({ attempt: round })
    client.captureException(error, {}, scope)
    await isSent
  }
}

const events: Readonly<Record<string, Way>> = {
  ...Object.fromEntries(Object.entries(clients).map(([name, one]) => [name, oursWay(one)])),
  '`@sentry/node`, its request filter': sentryWay(),
  '`@sentry/node`, and a hook that masks by name': sentryWay(scrubbed),
}
const sanitizer = new Sanitizer()
const pieces: Readonly<Record<string, (data: object) => unknown>> = {
  '10 KB: ours, by name and by value': (data) => sanitizer.sanitize({ extra: { ...data } }),
  '10 KB: a hook that masks by name': scrubbed,
}

const times = new Map<string, number[]>()
const note = (name: string, start: bigint): void => {
  const microseconds = Number(process.hrtime.bigint() - start) / 1_000
  if (round >= WARM_UP) times.set(name, [...(times.get(name) ?? []), microseconds])
}
Error.stackTraceLimit = FRAMES
for (; round < WARM_UP + ROUNDS; round++) {
  for (const [name, way] of Object.entries(events)) {
    const error = thrown(FRAMES)
    const start = process.hrtime.bigint()
    await way(error)
    note(name, start)
    await new Promise(setImmediate)
  }
  for (const [name, way] of Object.entries(pieces)) {
    const data = userData()
    const start = process.hrtime.bigint()
    way(data)
    note(name, start)
  }
}

const median = (name: string) =>
  (times.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
const size = JSON.stringify(userData()).length

console.log(
  `${machine()}; microseconds (median of ${ROUNDS}, ways taking turns); user data ${size} bytes\n`,
)
console.log(row('way', 'time'))
console.log(row('---', '--:'))
for (const name of times.keys()) console.log(row(name, median(name)))
for (const client of Object.values(clients)) await client.close()
process.exit()
