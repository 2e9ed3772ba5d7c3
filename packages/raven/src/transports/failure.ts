/** Why a request got no answer, in words, and whether waiting can cure it. */

import { messageOf } from '../values/describe.ts'
import type { Answer } from './transport.ts'

/** The failures of TLS that are about the server's certificate, as OpenSSL and Node name them. */
const CERTIFICATE =
  /CERT|SELF_SIGNED|^UNABLE_TO_(?:GET|VERIFY)|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$/

/** The code of what {@link proxyRefusal} makes. */
const PROXY = 'ERR_PROXY_REFUSED'

/** The answer that stands for an error. */
export function failureOf(error: unknown): Extract<Answer, { ok: false }> {
  const reason = reasonOf(error)
  const code = codeOf(reason)
  const text = wordsFor(error)
  if (code === PROXY) return { ok: false, error: text, fault: 'proxy' }
  if (!CERTIFICATE.test(code)) return { ok: false, error: text }
  return { ok: false, error: `${text} (${code})`, fault: 'certificate' }
}

/** An error for a proxy that does not let us through, and will not next time. */
export function proxyRefusal(message: string): Error {
  return Object.assign(new Error(message), { code: PROXY })
}

/** The code of an error of Node; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** `fetch failed` says little; the reason is behind it. */
function reasonOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}

/** What an error says. Those of several attempts to connect at once (`AggregateError`) have no message of their own. */
export function wordsFor(error: unknown): string {
  if (error === undefined) return 'connection closed without an answer'
  if (!(error instanceof Error)) return messageOf(error)
  const reason = reasonOf(error)
  const words = error.message || codeOf(error) || error.name
  return reason === error ? words : `${words}: ${wordsFor(reason)}`
}
