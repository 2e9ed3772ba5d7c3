/** Runs a program to one of its ends, and hears what it says. */

import { spawn, type ChildProcess } from 'node:child_process'

import type { End, Way } from './ways.ts'

/** Longer than any way takes on a busy machine; whoever hangs is ended, which shows in its signal. */
const PATIENCE_MS = 30_000

/** How a program ended, and what it said until then. */
export interface Run extends End {
  readonly stdout: string
  readonly stderr: string
}

/** Without a client, with one that is installed, and with one that has captured an error before. */
export const STAGES = ['bare', 'installed', 'captured'] as const
/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number]

/** What a run needs besides its way. */
export interface RunOptions {
  readonly stage: Stage
  readonly dsn: string
  /** A folder for the spool. */
  readonly spool: string
  /** The package's `bin`, beside its `dist`. */
  readonly bin: string
  /** Ends the program when it is aborted. */
  readonly until?: AbortSignal
  /** More of the environment. Nothing of the environment around is handed on but `PATH`. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a way once. Numbers of processes and addresses, which always differ, are taken out of what it says. */
export async function runWay(way: Way, options: RunOptions): Promise<Run> {
  const { stage, dsn, spool, bin, until, env = {} } = options
  const preload = `${bin}/ways-preload.cjs`
  const nodeArgs = (way.nodeArgs ?? []).map((word) =>
    word.replace('$preload', preload).replace('$spool', spool),
  )
  // A program that is preloaded with a client has none of its own.
  const own = way.preload ? 'bare' : stage
  const child = spawn(process.execPath, [...nodeArgs, `${bin}/../dist/ways.js`, way.name, own], {
    cwd: spool,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    ...(until && { signal: until }),
    env: {
      ...essentials(),
      SENTRY_DSN: dsn,
      RAVEN_SPOOL_DIR: spool,
      RAVEN_DOCTOR_STAGE: stage,
      ...(way.preload === 'env' ? { NODE_OPTIONS: `--require ${quoted(preload)}` } : {}),
      ...env,
    },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  await closed(child)
  const named = (text: string) =>
    text.replaceAll(/\((node):\d+\)|\b(node)\[\d+\]|\b(0x)[0-9a-f]+/g, '$1$2$3')
  return {
    code: child.exitCode,
    signal: child.signalCode,
    stdout: named(said.stdout),
    stderr: named(said.stderr),
  }
}

/** Resolves when it is gone; rejects then, when it could not be started or was ended by us. */
async function closed(child: ChildProcess): Promise<void> {
  const errors: Error[] = []
  child.once('error', (error) => errors.push(error))
  await new Promise((resolve) => child.once('close', resolve))
  if (errors[0]) throw errors[0]
}

/** What programs need of the environment to run at all; the rest could make two runs differ. */
function essentials(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env
  return { PATH, SystemRoot }
}

/** A path for `NODE_OPTIONS`, which splits at blanks and knows backslashes between quotes. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\')}"`
}
