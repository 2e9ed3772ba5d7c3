/** The server a client talks to, as far as it may be shown. */

import { authHeader, type Credentials } from '../protocol/auth.ts'
import {
  dsnWithoutSecret,
  envelopeEndpoint,
  publicDsn,
  storeEndpoint,
  type Dsn,
} from '../protocol/dsn.ts'

/** Where events go. The secret key is in none of its attributes. */
export class RemoteConfig {
  /** Scheme, host, port and path, without the project: `https://sentry.example:8443/team`. */
  readonly baseUrl: string
  /** What stands behind the last slash of the DSN. */
  readonly project: string
  /** The key that may be shown. */
  readonly publicKey: string
  /** Where single events are posted with `protocol: 'store'`. */
  readonly storeEndpoint: string
  /** Where envelopes are posted. */
  readonly envelopeEndpoint: string
  /** The DSN's query options, as text. */
  readonly options: Readonly<Record<string, string>>
  readonly #dsn: Dsn | undefined

  /** Without a DSN there is nowhere to send to, and every attribute is empty. */
  constructor(dsn: Dsn | undefined) {
    this.#dsn = dsn
    this.baseUrl = dsn?.baseUrl ?? ''
    this.project = dsn?.project ?? ''
    this.publicKey = dsn?.publicKey ?? ''
    this.storeEndpoint = dsn ? storeEndpoint(dsn) : ''
    this.envelopeEndpoint = dsn ? envelopeEndpoint(dsn) : ''
    this.options = dsn?.options ?? {}
  }

  /** The DSN's scheme: `https`, or one with a transport of its own, like `carrier+https`. */
  get scheme(): string {
    return this.#dsn?.scheme ?? ''
  }

  /** Whether there is somewhere to send to. */
  isActive(): boolean {
    return this.#dsn !== undefined
  }

  /** `//key@host/project`, or with the scheme given; undefined without a DSN. */
  getPublicDsn(scheme?: string): string | undefined {
    return this.#dsn && publicDsn(this.#dsn, scheme)
  }

  /** The DSN as it may be shown. */
  toString(): string {
    return this.#dsn ? dsnWithoutSecret(this.#dsn) : ''
  }

  /**
   * The value of `X-Sentry-Auth` for a server. It holds the secret key, so it is no method of what
   * programs are handed.
   */
  static authHeader(
    remote: RemoteConfig,
    credentials: Omit<Credentials, 'publicKey' | 'secretKey'>,
  ): string {
    const secretKey = remote.#dsn?.secretKey
    return authHeader({
      ...credentials,
      publicKey: remote.publicKey,
      ...(secretKey === undefined ? {} : { secretKey }),
    })
  }
}
