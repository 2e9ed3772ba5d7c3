/** Programs in a Node of their own, because a test runner has a stack hook and sources of its own. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { scratchFolder } from '../support/scratch.ts'

/** Bundles a program of `programs/` and runs it; answers the JSON that it prints. */
export function runInNode(
  program: string,
  execArgv: readonly string[] = [],
  args: readonly string[] = [],
): unknown {
  const outfile = join(scratchFolder(), 'program.mjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, 'programs', `${program}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['raven-source'],
    logLevel: 'error',
  })
  const printed = execFileSync(process.execPath, [...execArgv, outfile, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(printed)
}
