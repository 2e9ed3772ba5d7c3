/**
 * Reading a stack of 27 frames into places: by call sites, by text, and as others do; and the caller's
 * time of a whole `captureException`. In batches, so that caches of the processor are as warm as in a
 * loop; every error is fresh, since a stack is made only once.
 */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client } from '../packages/raven/src/node.ts'
import { createNodeRuntime } from '../packages/raven/src/runtime/node.ts'
import { parseStack } from '../packages/raven/src/stack/parse-stack.ts'
import { StackReader } from '../packages/raven/src/stack/stack-reader.ts'
import type { Transport } from '../packages/raven/src/transports/transport.ts'
import { Fragments } from '../packages/raven/src/values/fragments.ts'
import { machine, row } from './compare.ts'

const load = createRequire(join(process.argv[2] ?? '', 'package.json'))
const sentry = load('@sentry/node') as { defaultStackParser(stack: string): unknown }
const stackParser = load('error-stack-parser') as { parse(error: Error): unknown }

const FRAMES = 27
const BATCH = 20
const ROUNDS = 150
const WARM_UP = 50

const header = createNodeRuntime().stackHeader
const rules = { root: process.cwd(), include: [], exclude: [] }
const readerOf = (asText: boolean): StackReader =>
  new StackReader({ rules, fragments: new Fragments(), ...(header && !asText ? { header } : {}) })

const byCallSites = readerOf(false)
const byText = readerOf(true)
/** Keeps nothing, so that nothing piles up. */
const transport: Transport = {
  concurrency: 1,
  send: (_request, done) => done({ ok: true, status: 200, headers: {} }),
  close() {},
}
const client = new Client('http://public@127.0.0.1:9/1', {
  transport: () => transport,
  spool: false,
  diagnostics: false,
  flood: false,
  stackCapture: 'callsites',
})

function thrown(depth: number): Error {
  return depth === 0 ? new TypeError('no price') : thrown(depth - 1)
}

/** Reads nothing that was not read before the clock started. */
function withStack(error: Error): string {
  return error.stack ?? ''
}

interface Way {
  readonly run: (error: Error) => unknown
  /** Whether the text is there already. */
  readonly isRead?: true
}

const ways: Readonly<Record<string, Way>> = {
  'reading `stack`, nothing else': { run: withStack },
  'ours: call sites': { run: (error) => byCallSites.sitesOf(error, error.message) },
  'ours: call sites, every place new': {
    run: (error) => readerOf(false).sitesOf(error, error.message),
  },
  'ours: text': { run: (error) => byText.sitesOf(error, error.message) },
  '`@sentry/node`: text': { run: (error) => sentry.defaultStackParser(withStack(error)) },
  'error-stack-parser: text': { run: (error) => stackParser.parse(error) },
  'ours: parsing alone': {
    run: (error) => parseStack(withStack(error), error.message),
    isRead: true,
  },
  '`@sentry/node`: parsing alone': {
    run: (error) => sentry.defaultStackParser(withStack(error)),
    isRead: true,
  },
  'error-stack-parser: parsing alone': { run: (error) => stackParser.parse(error), isRead: true },
  'ours: a whole `captureException`': { run: (error) => client.captureException(error) },
}

const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]))
Error.stackTraceLimit = FRAMES
let kept: unknown
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const [name, { run, isRead }] of Object.entries(ways)) {
    const errors = Array.from({ length: BATCH }, () => thrown(FRAMES))
    if (isRead) kept = errors.map(withStack)
    const start = process.hrtime.bigint()
    for (const error of errors) kept = run(error)
    const microseconds = Number(process.hrtime.bigint() - start) / 1_000 / BATCH
    if (round >= WARM_UP) times.get(name)?.push(microseconds)
    // what is left for later must not be counted with the next way
    await new Promise(setImmediate)
  }
}

const median = (name: string): number =>
  (times.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
const bare = median('reading `stack`, nothing else')

console.log(
  `${machine()}; microseconds of one call (median of ${ROUNDS} batches of ${BATCH}, ways taking turns)\n`,
)
console.log(row('way', 'time', 'it ÷ reading `stack`'))
console.log(row('---', '--:', '--:'))
for (const name of times.keys()) console.log(row(name, median(name), median(name) / bare))
await client.close()
process.exit(kept === undefined ? 1 : 0)
