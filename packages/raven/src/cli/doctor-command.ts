/** `raven-ts doctor`: is everything set up, and does a client really change nothing here? */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { VERSION } from 'raven-ts'

import { configurationChecks, type GivenDsn } from './doctor/configuration.ts'
import type { Check } from './doctor/check.ts'
import { runMatrix, SETTINGS, type MatrixRow } from './doctor/matrix.ts'
import { startReceivers } from './doctor/receivers.ts'
import { runWay } from './doctor/run-way.ts'
import { serverChecks } from './doctor/server-check.ts'
import { checksTable, matrixTable } from './doctor/tables.ts'
import { waysOf, type Way } from './doctor/ways.ts'
import { interruptible } from './interruption.ts'
import { Progress } from './progress.ts'

const HELP = `raven-ts doctor: checks the configuration, and that a client changes nothing about how programs end

Usage
  npx raven-ts doctor [DSN] [options]

  DSN            the server meant; SENTRY_DSN when left out

Options
  --quick        a part of the matrix, in seconds
  --config       no matrix
  --send         send one event to the server, and compare clocks
  --json         as JSON
  --help

The matrix runs small programs on this Node: each way to end, without a client and with one, with a
server on loopback and with none. Exit code, signal, stdout and stderr must be the same to the byte.

Example
  npx raven-ts doctor --quick http://public:secret@localhost:9000/1

Exit code: 0 all is well, 1 something fails, 2 the command line makes no sense
`

const OK = 0
const FAILED = 1
const USAGE = 2
/** The whole matrix takes half a minute; no machine should wait for ever. */
const PATIENCE_MS = 10 * 60_000

interface Asked {
  readonly given: GivenDsn | undefined
  readonly ways: readonly Way[]
  readonly send: boolean
  readonly json: boolean
}

/** Runs the command; answers the exit code. */
export async function runDoctor(words: readonly string[]): Promise<number> {
  let asked: Asked | undefined
  try {
    asked = readArguments(words)
  } catch (error) {
    const line = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${line}\nSee: npx raven-ts doctor --help\n`)
    return USAGE
  }
  if (!asked) {
    process.stdout.write(HELP)
    return OK
  }
  return await examine(asked)
}

/** Undefined when help is asked for. Throws for words that make no sense. */
function readArguments(words: readonly string[]): Asked | undefined {
  const flag = { type: 'boolean', default: false } as const
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      quick: flag,
      config: flag,
      send: flag,
      json: flag,
      help: { ...flag, short: 'h' },
    },
  })
  if (values.help) return undefined
  if (positionals.length > 1) throw new TypeError('doctor takes one DSN at most.')
  const given = givenDsn(positionals[0])
  if (values.send && !given) throw new TypeError('There is no DSN, so there is nowhere to send to.')
  const all = values.config ? [] : waysOf(process.allowedNodeEnvironmentFlags)
  const ways = values.quick ? all.filter(({ quick }) => quick) : all
  return { given, ways, send: values.send, json: values.json }
}

function givenDsn(word: string | undefined): GivenDsn | undefined {
  if (word !== undefined) return { dsn: word.trim(), source: 'the command line' }
  const dsn = process.env.SENTRY_DSN?.trim()
  return dsn ? { dsn, source: 'SENTRY_DSN' } : undefined
}

async function examine({ given, ways, send, json }: Asked): Promise<number> {
  const show = (text: string) => void (json || process.stdout.write(text))
  const found = [...(await configurationChecks(given))]
  const isDsnUsable = found.some(({ name, verdict }) => name === 'DSN' && verdict === 'ok')
  if (send && given && isDsnUsable) found.push(...(await serverChecks(given.dsn)))
  show(`raven-ts ${VERSION} doctor\n\n${checksTable(found)}`)
  const rows = ways.length > 0 ? await interruptible((end) => matrixOf(ways, end)) : []
  if (ways.length > 0) show(`\n${matrixTable(rows)}`)
  const failed = countFailures(found, rows, ways)
  const report = { version: VERSION, node: process.version, checks: found, matrix: rows, failed }
  if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  show(`\n${closingLine(rows, failed)}\n`)
  return failed === 0 ? OK : FAILED
}

async function matrixOf(ways: readonly Way[], until: AbortSignal): Promise<readonly MatrixRow[]> {
  const bin = fileURLToPath(new URL('../bin', import.meta.url))
  const spool = mkdtempSync(join(tmpdir(), 'raven-doctor-'))
  const receivers = await startReceivers()
  let done = 0
  const progress = new Progress(process.stderr, () => ({ done, all: ways.length }))
  const runs: Promise<unknown>[] = []
  let project = 0 // each run has its own, so that no run finds what another one left
  try {
    return await runMatrix(ways, {
      patienceMs: PATIENCE_MS,
      onDone: () => void done++,
      runIn: (way, setting) => {
        const dsn = receivers[setting?.server ?? 'down'](++project)
        const run = runWay(way, { stage: setting?.stage ?? 'bare', dsn, spool, bin, until })
        runs.push(run)
        return run
      },
    })
  } finally {
    await Promise.allSettled(runs)
    progress.end()
    await receivers.close()
    rmSync(spool, { recursive: true, force: true, maxRetries: 3 })
  }
}

function countFailures(
  checks: readonly Check[],
  rows: readonly MatrixRow[],
  ways: readonly Way[],
): number {
  const faulty = checks.filter(({ verdict }) => verdict === 'fails').length
  const different = rows.filter((row) => row.settings.some((one) => one.differences.length > 0))
  return faulty + different.length + (ways.length - rows.length)
}

function closingLine(rows: readonly MatrixRow[], failed: number): string {
  const programs = rows.length * (SETTINGS.length + 1)
  const ran = rows.length > 0 ? `${rows.length} ways to end, ${programs} programs; ` : ''
  return `${ran}${failed === 0 ? 'all is well' : `${failed} to mend`}`
}
