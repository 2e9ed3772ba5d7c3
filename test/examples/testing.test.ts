/** The example of tests, run as its README says. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../tools/real-parts.mjs'

function run(env: Readonly<Record<string, string>>): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, ['--test', '--test-reporter=spec'], {
    cwd: join(ROOT, 'examples', 'testing'),
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  })
}

test('testing passes without a server', () => {
  const { status, stdout } = run({})
  expect(stdout).toContain('pass 2')
  expect(status).toBe(0)
})

test('testing shows what it did not expect', () => {
  const { status, stdout } = run({ ORDER: '8' })
  expect(status).toBe(1)
  expect(stdout).toContain('- tags.order: "8"')
  expect(stdout).toContain('+ tags.order: "7"')
})
