/** Test runners, and tests for them made of the blocks of `docs/testing.md`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../tools/real-parts.mjs'

/** A generous limit for a machine that is busy; a runner that does not end by itself fails by it. */
const TIMEOUT_MS = 120_000
const RAVEN = join(ROOT, 'packages', 'raven')

/** Where jest is installed, and the compiler. */
export const JEST_FOLDER = join(RAVEN, 'test', 'real', 'testing')
export const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')

const JEST = join(JEST_FOLDER, 'node_modules', 'jest')
const VITEST = join(ROOT, 'node_modules', 'vitest')
const VM_MODULES = ['--experimental-vm-modules', '--no-warnings']

/** By the heading of its block: the arguments of the runtime that runs it. */
export const RUNNERS = {
  'node:test': (file) => ['--test', '--test-reporter=spec', file],
  vitest: (file) => [join(VITEST, 'vitest.mjs'), 'run', file],
  jest: (file) => [...VM_MODULES, join(JEST, 'bin', 'jest.js'), '--detectOpenHandles', file],
  'bun test': (file) => ['test', `./${file}`],
  'deno test': (file) => [
    'test',
    '--no-check',
    '--node-modules-dir=manual',
    '--allow-env',
    '--allow-read',
    '--allow-sys',
    file,
  ],
}

/** A folder as a newcomer has it: the package installed, and the module that is tested. */
export function newcomersFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'raven-testing-'))
  const installed = join(folder, 'node_modules', 'raven-ts')
  mkdirSync(installed, { recursive: true })
  for (const part of ['package.json', 'dist'])
    cpSync(join(RAVEN, part), join(installed, part), { recursive: true })
  assert.ok(existsSync(JEST), 'jest is missing: node tools/real.mjs testing')
  symlinkSync(VITEST, join(folder, 'node_modules', 'vitest'))
  symlinkSync(JEST, join(folder, 'node_modules', 'jest'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  writeFileSync(join(folder, 'shop.mjs'), blockBelow('Testing'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The first program below a heading of the page. */
export function blockBelow(heading) {
  const page = readFileSync(join(ROOT, 'docs', 'testing.md'), 'utf8')
  const [, part = ''] = page.split(new RegExp(`^#+ ${heading}$`, 'm'))
  const [, code] = /```js[^\n]*\n([^]*?)```/.exec(part) ?? []
  assert.ok(code, `docs/testing.md has no program below "${heading}"`)
  return code
}

/** Writes a test and runs it to its end: the exit code, and what was said. */
export async function runTest({ folder, name, code, command, env = {} }) {
  writeFileSync(join(folder, name), code)
  const [program, ...args] = command
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...inherited, NO_COLOR: '1', FORCE_COLOR: '0', CI: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  }
  const [exit, signal] = await once(child, 'close')
  assert.equal(signal, null, `it did not end by itself:\n${said}`)
  return { exit, said }
}
