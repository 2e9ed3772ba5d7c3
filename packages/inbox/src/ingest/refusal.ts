/** Why a request is not taken, in the protocol's statuses (protocol section 4). */

import { AUTH_DETAIL, ProtocolError } from 'raven-ts/protocol'

/** The statuses ingestion refuses with. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503

/** What a {@link Refusal} may carry besides its reason. */
export interface RefusalOptions extends ErrorOptions {
  /** Further reasons, outermost first. */
  readonly causes?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is not taken. The message is for the people who run the client. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: RefusalStatus
  readonly causes: readonly string[]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: RefusalStatus, detail: string, options: RefusalOptions = {}) {
    super(detail, options)
    this.status = status
    this.causes = options.causes ?? []
    this.headers = options.headers ?? {}
  }
}

/** The refusal that a broken rule of the protocol asks for; other errors are not refusals. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof ProtocolError)) return undefined
  if (error.code === 'too_large') return new Refusal(413, 'too large', { causes: [error.message] })
  if (error.code !== 'bad_auth') {
    return new Refusal(400, 'bad request', { causes: [error.message] })
  }
  // Only the version is a wrong request; the others are wrong or missing credentials.
  return new Refusal(error.message === AUTH_DETAIL.version ? 400 : 401, error.message)
}

/** We have too much to do: clients come back later or drop, and do not loop. */
export function overloaded(detail: string): Refusal {
  return new Refusal(503, detail, { headers: { 'retry-after': '1' } })
}
