/** What a framework tells of one request and its answer, and what it gets. */

import type { ExceptionOptions, MessageOptions } from 'raven-ts'

/** The answer as far as it decides whether an error is reported. */
export interface Answer {
  /** The status the client gets; undefined as long as its headers were not sent. */
  status(): number | undefined
  /** The status it will have, as far as the framework knows; undefined or missing: as the error says. */
  expected?(): number | undefined
  /** Calls back once, when the answer was sent or will never be. */
  whenDone(done: () => void): void
  /** Sets a header, where that is still possible; may throw. */
  setHeader?(name: string, value: string): void
}

/** What a framework tells of one request. Everything may throw; then it counts as not known. */
export interface ExchangeFacts {
  /** The request in the form of an event; see {@link describeRequest}. */
  request(): Record<string, unknown> | undefined
  /** The user in the form of an event; `attrs` are the attributes wanted besides the id. */
  user?(attrs: readonly string[]): Record<string, unknown> | undefined
  /** The pattern of the route: `/orders/:id`. */
  route?(): string | undefined
  readonly answer: Answer
}

/** What a framework puts on its request as `sentry`. All methods attach the request's data. */
export interface RequestSentry {
  /** The id of the last event of this request; undefined as long as there is none. */
  readonly id: string | undefined
  /** Reports an error, whatever the answer will be. */
  captureException(error: unknown, options?: ExceptionOptions): string
  captureMessage(message: string, options?: MessageOptions): string
  userContext(user: Readonly<Record<string, unknown>> | null): void
  tagsContext(tags: Readonly<Record<string, unknown>>): void
  extraContext(extra: Readonly<Record<string, unknown>>): void
}
