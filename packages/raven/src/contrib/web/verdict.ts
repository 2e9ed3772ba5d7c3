/** Whether an error is the server's own: the answer that the client really got decides. */

import { attempt } from './attempt.ts'
import type { Answer } from './facts.ts'
import type { WebRules } from './options.ts'

const SERVER_ERROR = 500

/** Resolves when the answer is done; for the option `when` of a capture, which waits two seconds at most. */
export function verdictBy(answer: Answer, error: unknown, rules: WebRules): Promise<boolean> {
  return new Promise((resolve) => {
    answer.whenDone(() =>
      resolve(
        isWanted(
          error,
          attempt(() => answer.status()),
          rules,
        ),
      ),
    )
  })
}

/** What the option `shouldCapture` says, or that server errors and broken answers are wanted. */
export function isWanted(error: unknown, status: number | undefined, rules: WebRules): boolean {
  const { shouldCapture } = rules
  if (!shouldCapture) return status === undefined || status >= SERVER_ERROR
  // who fails at saying no does not say no
  return attempt((): unknown => shouldCapture(error, status)) !== false
}
