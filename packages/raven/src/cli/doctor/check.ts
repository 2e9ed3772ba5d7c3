/** What was looked at, and what is to be said of it. */

/** `note` needs nobody to act; `fails` makes the command fail. */
export type Verdict = 'ok' | 'note' | 'fails'

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  readonly verdict: Verdict
  readonly says: string
}

/** A check in one line. */
export function check(name: string, verdict: Verdict, says: string): Check {
  return { name, verdict, says }
}
