/** The server a client talks to, as far as it may be shown. */

import { authHeader } from '../protocol/auth.ts'
import { encodeEnvelope } from '../protocol/encode-envelope.ts'
import {
  dsnWithoutSecret,
  envelopeEndpoint,
  publicDsn,
  storeEndpoint,
  type Dsn,
} from '../protocol/dsn.ts'
import type { TransportRequest } from '../transports/transport.ts'

const PROTOCOL_VERSION = 7

/** Where events go. The secret key is in none of its attributes. */
export class RemoteConfig {
  readonly baseUrl: string
  readonly project: string
  readonly publicKey: string
  readonly storeEndpoint: string
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

  /** The request that carries one event. `sentAt` is written when it leaves, never when it is kept. */
  requestFor(id: string, payload: Uint8Array, sentAt: Date, client: string): TransportRequest {
    const secretKey = this.#dsn?.secretKey
    return {
      url: this.envelopeEndpoint,
      headers: {
        'content-type': 'application/x-sentry-envelope',
        'user-agent': client,
        'x-sentry-auth': authHeader({
          version: PROTOCOL_VERSION,
          client,
          publicKey: this.publicKey,
          ...(secretKey === undefined ? {} : { secretKey }),
        }),
      },
      body: encodeEnvelope({
        headers: { event_id: id, sent_at: sentAt.toISOString() },
        items: [{ headers: { type: 'event', content_type: 'application/json' }, payload }],
      }),
    }
  }
}
