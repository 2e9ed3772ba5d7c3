import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

/** Every program of the folder, as against what programs import. */
const programs = readdirSync(join(ROOT, 'tools'))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => join('tools', file))
  .concat(join('conformance', 'run.mjs'))
  .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes('await program('))

function run(file: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [file, ...args], { cwd: ROOT, encoding: 'utf8' })
}

describe.each(programs)('%s', (file) => {
  test('--help says what it does, and does nothing', () => {
    const { status, stdout, stderr } = run(file, '--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/--help +this text/)
  })

  test('an option that nobody knows is refused before anything is done', () => {
    const { status, stdout, stderr } = run(file, '--no-such-option')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('--no-such-option')
  })
})

test('a fault is said without a stack', () => {
  const { status, stderr } = run('tools/check.mjs', 'nonsense')
  expect(stderr).toBe('no check is called nonsense\n')
  expect(status).toBe(1)
})
