/**
 * How bytes reach the server.
 *
 * Transports carry one request at a time and know nothing about events, spools or retries. They
 * answer through a callback and not a promise, because a dying process runs no promise any more.
 */

/** One HTTP request. */
export interface TransportRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Uncompressed; a transport may compress it and say so in `content-encoding`. */
  readonly body: Uint8Array
  /** Set when nobody else reads the body any more, so that its memory may be given away. */
  readonly isLast?: boolean
}

/** What came back: the server's word, or why there is none. */
export type Answer =
  | {
      readonly ok: true
      readonly status: number
      /** The headers we read, names in lower case: `retry-after`, `x-sentry-rate-limits`, `x-sentry-error`. */
      readonly headers: Readonly<Record<string, string>>
      /** Set when somebody else took it, to deliver it. */
      readonly handedOver?: boolean
    }
  | {
      readonly ok: false
      readonly error: string
      /** Set when waiting cures nothing: a certificate that is refused, a proxy that lets nothing through. */
      readonly fault?: 'certificate' | 'proxy'
    }

/** Carries requests. */
export interface Transport {
  /** Requests it wants to have under way at once. With 0 nothing leaves: events stay in the spool. */
  readonly concurrency: number
  /** Set when `send` returns only after the answer; events are then finished and sent inside `capture`. */
  readonly blocks?: boolean
  /** Sends one request and calls `done` exactly once. Never throws. */
  send(request: TransportRequest, done: (answer: Answer) => void): void
  /**
   * Blocks until at least one `done` was called, at most `ms` milliseconds; says whether one was.
   * Only transports that work beside the event loop have it, and only as long as they do.
   */
  readonly wait?: ((ms: number) => boolean) | undefined
  /** Lets go of sockets and threads. Requests under way may end unanswered. */
  close(): void
}

/** What a transport is made with. */
export interface TransportSettings {
  /** The most one request may take from connecting to the answer. Default 5,000. */
  readonly timeoutMs: number
  /** Whether a TLS certificate must be valid. Default true. */
  readonly verifySsl: boolean
  /** PEM text of the only certificate authorities to trust. */
  readonly caCerts?: string
  /** The proxies that the environment names; absent where it names none. */
  readonly proxies?: Proxies
}

/** Proxies, as URLs. They may hold credentials, so never show them. */
export interface Proxies {
  /** For servers spoken to by plain HTTP. */
  readonly http?: string
  /** For servers spoken to by HTTPS. */
  readonly https?: string
  /** Hosts that are reached without one, as `NO_PROXY` lists them. */
  readonly except: string
}

/** Makes a transport; the form in which one is given as an option. */
export type TransportFactory = (settings: TransportSettings) => Transport

/** A transport given by its class. */
export type TransportClass = new (settings: TransportSettings) => Transport

/** The headers of an answer that anybody reads. */
export const ANSWER_HEADERS = ['retry-after', 'x-sentry-rate-limits', 'x-sentry-error'] as const
