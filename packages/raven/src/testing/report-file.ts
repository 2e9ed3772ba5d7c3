/** Where the report of failures is written. */

import type { Event } from 'raven-ts'
import { REPORT_HEAD, reportSection } from './report.ts'

/**
 * Adds a failure to the report, if one is wanted, and says where it is. Several processes of one run
 * add to the same file, each in one write; a file that is there already is gone on with.
 */
export function leaveReport(
  given: string | undefined,
  text: string,
  events: readonly Event[],
): string | undefined {
  const path = given ?? variable('RAVEN_TEST_REPORT')
  const files = globalThis.process?.getBuiltinModule?.('node:fs')
  if (!path || !files) return undefined
  try {
    const isNew = !files.existsSync(path)
    files.appendFileSync(path, (isNew ? REPORT_HEAD : '') + reportSection(text, events))
    return `the whole events: ${path}`
  } catch (error) {
    return `no report in ${path}: ${String(error)}`
  }
}

/** Deno refuses without a permission; an absent variable is the harmless reading. */
function variable(name: string): string | undefined {
  try {
    return globalThis.process?.env[name]
  } catch {
    return undefined
  }
}
