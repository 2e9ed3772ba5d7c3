/** Who may come in: the credentials of a request, held against the rules (protocol section 3). */

import { AUTH_DETAIL, ProtocolError, parseAuth } from 'raven-ts/protocol'
import type { Auth, EnvelopeHeaders } from 'raven-ts/protocol'
import { checkAccess, checkDsnProject } from './access.ts'
import type { AccessRules } from './access.ts'
import type { Endpoint } from './endpoint.ts'
import type { IngestRequest } from './request.ts'

/** Who sent something, and where to. */
export interface Sender {
  readonly project: string
  /** `name/version` of the client. */
  readonly client: string
}

/** Where events go that came without a project, to `/api/store/`. */
const DEFAULT_PROJECT = '1'

/** Judges the requests to one endpoint. What it throws is a refusal or a `ProtocolError`. */
export class Admission {
  readonly #rules: AccessRules
  readonly #request: IngestRequest
  readonly #project: string

  constructor(rules: AccessRules, endpoint: Endpoint, request: IngestRequest) {
    this.#rules = rules
    this.#request = request
    this.#project = endpoint.project ?? DEFAULT_PROJECT
  }

  /** Lets in a request by its own credentials. */
  byRequest(): Sender {
    return this.#admit(parseAuth(this.#sources()))
  }

  /** Refuses wrong credentials before a body is read; an envelope may still bring its own. */
  early(): void {
    try {
      this.byRequest()
    } catch (error) {
      if (error instanceof ProtocolError && error.message === AUTH_DETAIL.missing) return
      throw error
    }
  }

  /** Lets in an envelope by its request's credentials or its own `dsn`, which must agree. */
  byEnvelope({ dsn }: EnvelopeHeaders): Sender {
    const auth = parseAuth({ ...this.#sources(), dsn })
    if (dsn !== undefined) checkDsnProject(dsn, this.#project)
    return this.#admit(auth)
  }

  #admit({ publicKey, client }: Auth): Sender {
    const project = this.#project
    checkAccess(this.#rules, { publicKey, project })
    return { project, client: client ?? this.#request.header('user-agent')?.slice(0, 200) ?? '' }
  }

  #sources() {
    return {
      header: this.#request.header('x-sentry-auth'),
      authorization: this.#request.header('authorization'),
      query: this.#request.query,
    }
  }
}
