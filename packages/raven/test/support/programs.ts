/** Programs of their own, made of our sources or of what was built from them. */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { sourceTextEsbuild } from '../../../../tools/source-text.mjs'
import { scratchFolder } from './scratch.ts'

/** The package's folder. Programs that lie in it can import `raven-ts`, which means `dist`. */
export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process that is ended with its test, if it did not end before. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
}

/** What {@link start} may be told. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
  readonly cwd?: string
}

/** Starts a program; the environment holds nothing of `SENTRY_` or `NODE_OPTIONS` unless given. */
export function start(
  file: string,
  args: readonly string[] = [],
  { nodeArgs = [], ...options }: StartOptions = {},
): Running {
  return startCommand([process.execPath, ...nodeArgs, file, ...args], options)
}

/** Starts any command; see {@link start}. */
export function startCommand(
  [command = '', ...args]: readonly string[],
  { env = {}, cwd = PACKAGE }: Omit<StartOptions, 'nodeArgs'> = {},
): Running {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
    ...said,
  }))
  return { child, ended }
}

/** Bundles a program written against our sources; imports are relative to `test/`. */
export async function bundle(source: string): Promise<string> {
  const file = join(scratchFolder(), 'program.mjs')
  await build({
    stdin: { contents: source, resolveDir: join(PACKAGE, 'test'), loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    plugins: [sourceTextEsbuild()],
    logLevel: 'error',
  })
  return file
}
