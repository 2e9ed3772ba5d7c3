/** The command as a process of its own, bundled from these sources. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { sourceTextEsbuild } from '../../../../tools/source-text.mjs'

const FOLDER = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAM = `${FOLDER}.cache/cli-${process.pid}.mjs`

/** Bundles the command before the tests of this file, and removes it after them. */
export function bundleCommand(): void {
  beforeAll(async () => {
    await build({
      entryPoints: [`${FOLDER}src/cli.ts`],
      outfile: PROGRAM,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      conditions: ['raven-source'],
      external: ['libsql', 'hono', '@hono/node-server', 'kysely'],
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      plugins: [sourceTextEsbuild()],
      logLevel: 'error',
    })
  })
  afterAll(() => rm(PROGRAM, { force: true }))
}

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. */
export interface Running {
  readonly pid: number
  /** Resolves with `http://localhost:<port>` when it listens; rejects when it ends before. */
  readonly origin: Promise<string>
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

/** Starts the command; it is killed when the test ends. */
export function runInbox(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then((): Ended => {
    return { code: child.exitCode, signal: child.signalCode, stdout, stderr }
  })
  const origin = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, address] = /Page +(http:\/\/[^/\s]+)/.exec(stdout) ?? []
      if (address) resolve(address)
    })
    void ended.then(() => reject(new Error(`it ended before it listened: ${stderr}`)))
  })
  // A test that expects the end does not ask for the address.
  origin.catch(() => undefined)
  return { pid: child.pid ?? 0, origin, ended, kill: (signal) => void child.kill(signal) }
}
