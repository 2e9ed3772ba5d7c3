/**
 * Adds up what the test runs of this work tree recorded in `.cache/results`.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './program.mjs'
import { ROOT } from './real-parts.mjs'

const HELP = `node tools/tally.mjs

Prints "N passed, N failed" of all recorded runs, and how many were skipped if any were.

  --help   this text`

/** Where runs leave their results. */
export const RESULTS = join(ROOT, '.cache', 'results')

/** Records a run's counts under a name, for `.ci/run` to add up. */
export function record(name, counts, folder = RESULTS) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(counts))
}

/** The counts of one record: our own, or vitest's report. A file that could not run has failed. */
function countsOf(report) {
  if (report.numTotalTests === undefined) return report
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  }
}

/** The sum of all records. */
export function tally(folder = RESULTS) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  const files = existsSync(folder) ? readdirSync(folder).sort() : []
  for (const file of files) {
    const counts = countsOf(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    for (const key of Object.keys(total)) total[key] += counts[key] ?? 0
  }
  return total
}

/** The closing line: `12 passed, 0 failed`, and `, 1 skipped` where something was. */
export function closingLine({ passed, failed, skipped = 0 }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

await program(import.meta.url, {
  help: HELP,
  async run() {
    console.log(closingLine(tally()))
  },
})
