/** What a server's answer means for the event it was about. */

import type { Answer } from '../transports/transport.ts'

/** `later` keeps the event, `never` lets it go. */
export type Verdict = 'sent' | 'later' | 'never'

const REQUEST_TIMEOUT = 408
const TOO_MANY = 429
/** The word of a proxy between us and the server. */
const PROXY_AUTHENTICATION = 407
const LATER = new Set([REQUEST_TIMEOUT, TOO_MANY, PROXY_AUTHENTICATION])

/** Any 2xx is a yes. No answer, 407, 408, 429 and 5xx may be different tomorrow; everything else will not. */
export function verdictOf(answer: Answer): Verdict {
  if (!answer.ok) return 'later'
  const { status } = answer
  if (status >= 200 && status < 300) return 'sent'
  return status >= 500 || LATER.has(status) ? 'later' : 'never'
}

/** Who said yes: the server, or somebody who is to deliver it. */
export function endOf(answer: Answer): 'sent' | 'handed_over' {
  return answer.ok && answer.handedOver === true ? 'handed_over' : 'sent'
}

/** The answer in words, for people. */
export function answerText(answer: Answer): string {
  if (!answer.ok) return answer.error
  const error = answer.headers['x-sentry-error']
  return error === undefined ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${error}`
}
