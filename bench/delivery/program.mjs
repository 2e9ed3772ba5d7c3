/**
 * One program for `bench/delivery.ts`: `program.mjs <task> <client> <dsn> <peers>`. Prints a line of JSON.
 *
 * `start` only makes a client; `steady` captures different errors, ten in a turn, and pauses; `loop`
 * captures 10,000 different errors without a pause; `crash` throws what nobody catches.
 */
import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [task, name, dsn, peers] = process.argv.slice(2)
const STEADY = 600
const WARM_UP = 100
const IN_A_TURN = 10
const PAUSE_MS = 10
const LOOP = 10_000
const PATIENCE_MS = 20_000

const makers = {
  'bare Node': () => ({ capture: () => {}, flush: async () => {} }),
  'raven-ts': () => ours({ install: task === 'crash' }),
  'raven-ts, `flood: false`': () => ours({ install: task === 'crash', flood: false }),
  '@sentry/node'() {
    const sentry = createRequire(join(peers, 'package.json'))('@sentry/node')
    sentry.init({ dsn })
    return { capture: sentry.captureException, flush: () => sentry.flush(PATIENCE_MS) }
  },
}

async function ours(options) {
  const { Client } = await import('raven-ts')
  const client = new Client(dsn, options)
  return { capture: client.captureException, flush: () => client.flush(PATIENCE_MS) }
}

/** Nanoseconds the main thread was on a CPU; of the whole process where the system does not say. */
function mainThreadNs() {
  try {
    const [ns] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return Number(ns)
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) * 1_000
  }
}

/** A kind of its own for each, ten calls deep. */
function thrown(number, depth = 10) {
  if (depth > 0) return thrown(number, depth - 1)
  const error = new Error(`there is no price for ${number}`)
  error.name = `PriceError${number}`
  return error
}

const say = (figures) => writeSync(1, `${JSON.stringify(figures)}\n`)

const tasks = {
  start() {
    const { user, system } = process.cpuUsage()
    say({ cpu: (user + system) / 1_000 })
    process.reallyExit(0)
  },

  async steady({ capture, flush }) {
    const round = async (from, count) => {
      for (let i = 0; i < count; i++) {
        capture(thrown(from + i))
        if (i % IN_A_TURN === 0) await sleep(PAUSE_MS)
      }
      await flush()
    }
    await round(0, WARM_UP)
    const before = mainThreadNs()
    await round(WARM_UP, STEADY)
    say({ us: (mainThreadNs() - before) / 1_000, captured: STEADY, warmUp: WARM_UP })
    process.exit()
  },

  async loop({ capture, flush }) {
    const before = process.memoryUsage.rss()
    const start = performance.now()
    for (let i = 0; i < LOOP; i++) capture(thrown(i))
    const loopMs = performance.now() - start
    await flush()
    const peak = process.resourceUsage().maxRSS / 1_024 - before / 1_048_576
    say({ captured: LOOP, loopMs, peak, ms: performance.now() - start })
    process.exit()
  },

  crash() {
    setTimeout(() => {
      say({ at: Date.now() })
      throw new Error('nobody catches this')
    }, 50)
  },
}

await tasks[task](await makers[name]())
