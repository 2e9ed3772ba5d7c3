/**
 * A program with one error reporter: `reporter.mjs <reporter> <dsn> <peers>`. Measures what it is sent
 * (a kind of capture, and how many), and ends with its parent.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'raven-ts'

const [, , way, dsn, peers] = process.argv
const CRUMBS = 50
const FILES = 5
const FUNCTIONS = 5
const FLUSH_MS = 20_000

const folder = mkdtempSync(join(tmpdir(), 'raven-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** A program of several files, whose stack has as many different places as a real one. */
async function program() {
  const order = Array.from({ length: FILES * FUNCTIONS }, (_, i) => i)
  for (let file = 0; file < FILES; file++) {
    const steps = order.filter((i) => i % FILES === file)
    writeFileSync(join(folder, `part-${file}.mjs`), steps.map(sourceOf).join('\n'))
  }
  const first = await import(pathToFileURL(join(folder, 'part-0.mjs')).href)
  return first.step0
}

const LAST = FILES * FUNCTIONS - 1

/** Every third step is a method, and the last one throws. */
function sourceOf(step) {
  const next = step + 1
  const call = next % 3 === 0 ? `new Step${next}().run(order, make)` : `step${next}(order, make)`
  const goOn = step === LAST ? `throw make('no price for order ' + order.id)` : `return ${call}`
  const from = `import { step${next}, Step${next} } from './part-${next % FILES}.mjs'`
  return `${step === LAST ? '' : from}
${Array.from({ length: 8 }, (_, i) => `// what step ${step} does with an order, ${i}`).join('\n')}
export function step${step}(order, make) {
  const isOpen = order.items.length > ${step}
  const total = isOpen ? order.total : 0
  ${goOn}
}
export class Step${step} {
  run(order, make) {
    return step${step}({ ...order, total: order.total + ${step} }, make)
  }
}`
}

const user = { id: '42', username: 'ada' }
const given = () => ({
  tags: { branch: 'main', attempt: '3' },
  extra: { cart: { items: ['lamp', 'desk'], total: 12.5 } },
})

process.env.RAVEN_SPOOL_DIR = join(folder, 'spool')

const ours = (options) => {
  const client = new Client(dsn, { maxBreadcrumbs: CRUMBS, flood: false, ...options })
  client.userContext(user)
  return {
    crumb: (crumb) => client.captureBreadcrumb(crumb),
    exception: (error) => client.captureException(error, given()),
    message: (text) => client.captureMessage(text, given()),
    flush: () => client.flush(FLUSH_MS),
    stats: () => client.stats(),
  }
}

const theirs = (options) => {
  const sentry = createRequire(join(peers, 'package.json'))('@sentry/node')
  sentry.init({
    dsn,
    maxBreadcrumbs: CRUMBS,
    ...options,
    integrations: (all) => all.filter(({ name }) => name !== 'Dedupe'),
  })
  sentry.setUser(user)
  return {
    crumb: (crumb) => sentry.addBreadcrumb(crumb),
    exception: (error) => sentry.captureException(error, given()),
    message: (text) => sentry.captureMessage(text, given()),
    flush: () => sentry.flush(FLUSH_MS),
  }
}

const none = (exception) => ({ crumb() {}, exception, message() {}, async flush() {} })

const hook = (event) => event
const REPORTERS = {
  nothing: () => none(() => {}),
  stack: () => none((error) => error.stack),
  ours: () => ours({}),
  'ours, hook': () => ours({ beforeSend: hook }),
  'ours, flood': () => ours({ flood: {} }),
  theirs: () => theirs({}),
  'theirs, hook': () => theirs({ beforeSend: hook }),
  'theirs, bare': () => theirs({ defaultIntegrations: false }),
}

/** CPU time of this thread alone, in microseconds: workers are not the program's. */
function cpuTime() {
  if (process.threadCpuUsage) {
    const { user: own, system } = process.threadCpuUsage()
    return own + system
  }
  return (
    Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e3
  )
}

const reporter = REPORTERS[way]()
for (let i = 0; i < CRUMBS; i++)
  reporter.crumb({ category: 'cart', message: `added ${i}`, data: { count: i } })
Error.stackTraceLimit = FILES * FUNCTIONS
const run = await program()
const order = { id: 7, items: ['lamp', 'desk'], total: 12.5 }

function caught(make) {
  try {
    run(order, make)
  } catch (error) {
    return error
  }
}

const broken = (text) => new TypeError(text)
const causes = () => {
  const disk = caught((text) => new Error(text))
  const store = caught((text) => new RangeError(text, { cause: disk }))
  return caught((text) => new TypeError(text, { cause: store }))
}

const KINDS = {
  stack: [() => caught(broken), (error) => error.stack],
  exception: [() => caught(broken), (error) => reporter.exception(error)],
  causes: [causes, (error) => reporter.exception(error)],
  message: [() => 'no price', (text) => reporter.message(text)],
}

const turn = () => new Promise(setImmediate)

/** What a turn before does, which is not measured: reading a stack takes longer in a program that has done something else. */
const BEFORE = { stack: () => reporter.exception(caught(broken)) }

/** So many captures, each in a turn of its own; microseconds of each call, and the thread's CPU in all. */
async function measure(kind, count) {
  const [make, capture] = KINDS[kind]
  const times = []
  const start = cpuTime()
  for (let i = 0; i < count; i++) {
    if (BEFORE[kind]) {
      BEFORE[kind]()
      await turn()
    }
    const what = make()
    const before = process.hrtime.bigint()
    capture(what)
    times.push(Number(process.hrtime.bigint() - before) / 1e3)
    await turn()
  }
  await reporter.flush()
  return { times, cpu: (cpuTime() - start) / count }
}

process.on('message', ({ kind, count }) => {
  void measure(kind, count).then((measured) => process.send(measured)) // rejects only where the measurement is wrong
})
process.on('disconnect', () => process.exit())
process.send('ready')
