/** Programs that run apart from the tests: others' clients, other languages. */

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const runFile = promisify(execFile)

/** After this a program that hangs is ended, in milliseconds. */
const TIMEOUT_MS = 40_000
const MAX_OUTPUT = 16 * 1024 * 1024

/**
 * Runs a program to its end and answers the JSON it wrote to stdout. Rejects with its stderr if it
 * fails.
 *
 * Its home and folder for temporary files is a new one, removed afterwards. Of the environment it sees
 * `PATH` alone: no DSN, no proxy, no setting of this machine.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  input = '',
): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'raven-program-'))
  try {
    const running = runFile(command, [...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
    })
    running.child.stdin?.end(input)
    const { stdout } = await running
    return JSON.parse(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
