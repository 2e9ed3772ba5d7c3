import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closingLine, record, tally } from '../../tools/tally.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tally-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('runs add up, and a test file that could not run counts as a failure', () => {
  record('conformance', { passed: 3, failed: 1 }, folder)
  const report = {
    numTotalTests: 7,
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
    ],
  }
  writeFileSync(join(folder, 'vitest.json'), JSON.stringify(report))
  expect(tally(folder)).toEqual({ passed: 7, failed: 3, skipped: 2 })
})

test('no run at all is nothing passed', () => {
  expect(closingLine(tally(join(folder, 'none')))).toBe('0 passed, 0 failed')
})

test('skipped tests are said only where there are some', () => {
  expect(closingLine({ passed: 2, failed: 0 })).toBe('2 passed, 0 failed')
  expect(closingLine({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped')
})
