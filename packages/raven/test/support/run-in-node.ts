/** Programs in a Node of their own, because a test runner has a stack hook and sources of its own. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import { sourceTextEsbuild } from '../../../../tools/source-text.mjs'
import { scratchFolder } from './scratch.ts'

const TESTS = join(import.meta.dirname, '..')

/** How to run a program. */
export interface RunOptions {
  readonly execArgv?: readonly string[]
  readonly args?: readonly string[]
}

/** Bundles a program, given by its path below `test/`, and runs it; answers the JSON that it prints. */
export async function runInNode(program: string, options: RunOptions = {}): Promise<unknown> {
  const { execArgv = [], args = [] } = options
  const outfile = join(scratchFolder(), 'program.mjs')
  await build({
    entryPoints: [join(TESTS, program)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['raven-source'],
    logLevel: 'error',
    plugins: [sourceTextEsbuild()],
  })
  const printed = execFileSync(process.execPath, [...execArgv, outfile, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(printed)
}
