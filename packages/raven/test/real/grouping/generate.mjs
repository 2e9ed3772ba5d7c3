/**
 * Records the corpus: runs every scenario, lets it fail, and keeps what the client made of it.
 *
 * `node packages/raven/test/real/grouping/generate.mjs` writes `test/grouping/corpus/open.jsonl` and
 * `closed.jsonl`. Whole families go to one half or the other, by the parity of a hash of their name.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { record } from 'raven-ts/testing'
import { ROOT, SERVICES } from '../../../../../tools/real-parts.mjs'
import { eventName, pairsOf } from './family.mjs'
import { openBrowser } from './browser.mjs'
import { BUILDS } from './programs/builds.mjs'

const SUBJECTS = process.argv.slice(2)
const ALL = [
  'files',
  'values',
  'network',
  'validation',
  'databases',
  'work',
  'flow',
  'reports',
  'builds',
  'pages',
  'later',
]
const OUT = join(import.meta.dirname, '../../grouping/corpus')

/** `open` or `closed`: the parity of the first byte of the name's hash; what came later is closed. */
function halfOf(name, subject) {
  if (subject === 'later') return 'closed'
  return createHash('sha256').update(name).digest()[0] % 2 === 0 ? 'open' : 'closed'
}

/** The event of one call: what it throws, what it reports itself, or what the page did. */
async function eventOf([fn, ...args], browser) {
  const { client, events } = record({
    includePaths: [join(import.meta.dirname, 'programs'), BUILDS],
    excludePaths: [import.meta.filename],
  })
  let result
  try {
    result = await fn(...args)
  } catch (error) {
    client.captureException(error)
  }
  if (result?.onPage) return await browser().then((page) => page.run(result.onPage))
  if (typeof result === 'function') result(client)
  const [event] = await events()
  if (event === undefined) throw new Error(`${fn.name}(${args.join(', ')}) did not fail`)
  return event
}

/** What no key can rest on is left out, so that the corpus stays readable. */
function slim({
  exception,
  threads,
  message,
  logentry,
  logger,
  fingerprint,
  transaction,
  platform,
  contexts,
}) {
  const kept = { platform, logger, transaction, fingerprint, message, logentry, exception, threads }
  const query = contexts?.query && { contexts: { query: contexts.query } }
  return JSON.parse(
    JSON.stringify({ ...kept, ...query }, withoutBulk).replaceAll(ROOT, '/srv/shop'),
  )
}

function withoutBulk(key, value) {
  return ['pre_context', 'post_context', 'vars', 'data'].includes(key) ? undefined : value
}

/** One event or pair a line, so that a difference can be read. */
function lines(list) {
  return list.map((item) => `${JSON.stringify(item)}\n`).join('')
}

async function main() {
  let opened
  const browser = () => (opened ??= openBrowser(SERVICES.chromium.find()))
  const halves = { open: { events: [], pairs: [] }, closed: { events: [], pairs: [] } }
  for (const subject of SUBJECTS.length > 0 ? SUBJECTS : ALL) {
    const { default: families } = await import(`./programs/${subject}.mjs`)
    for (const family of families) {
      const half = halves[halfOf(family.name, subject)]
      half.pairs.push(...pairsOf(family).map((pair) => ({ subject, ...pair })))
      for (const [i, { calls }] of family.issues.entries()) {
        for (const [j, call] of calls.entries()) {
          const event = slim(await eventOf(call, browser))
          half.events.push({ name: eventName(family.name, i, j), event })
        }
      }
    }
  }
  await opened?.then((page) => page.close())
  mkdirSync(OUT, { recursive: true })
  for (const [half, { events, pairs }] of Object.entries(halves)) {
    const same = pairs.filter((pair) => pair.same).length
    console.log(`${half}: ${events.length} events, ${same} same, ${pairs.length - same} different`)
    writeFileSync(join(OUT, `${half}.jsonl`), lines([...pairs, ...events]))
  }
}

await main()
console.log(`recorded by ${basename(process.execPath)} ${process.version}`)
process.exit()
