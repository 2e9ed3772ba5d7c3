/**
 * One request and its answer.
 *
 * What the framework knows of it is asked for only when an event needs it, and nothing here keeps the
 * request once the framework has let go of it: a socket that stays open remembers the context it was
 * opened in, so the context holds the exchange weakly.
 */

import {
  isIgnored,
  type Client,
  type ContextInput,
  type ExceptionOptions,
  type MessageOptions,
} from 'raven-ts'
import { brokenBy, type BreakableAnswer } from './answer.ts'
import { attempt } from './attempt.ts'
import type { Connections, Sender } from './connections.ts'
import type { Answer, ExchangeFacts, RequestSentry } from './facts.ts'
import type { WebRules } from './options.ts'
import type { Probe } from './probe.ts'
import { isWanted, verdictBy } from './verdict.ts'

/** What an exchange needs besides its facts. */
export interface ExchangeParts {
  readonly client: Client
  readonly rules: WebRules
  readonly probe: Probe<Exchange>
  readonly connections: Connections
}

/** What came of an exchange. */
interface Past {
  facts?: ExchangeFacts
  /** What was said through it; it counts even where the chain of calls broke. */
  said: { user?: object | null; tags?: object; extra?: object }
  id?: string
  /** The error that was captured last, by hand or not. */
  captured?: unknown
  /** What was reported last; several layers see the same on its way out, and it need not be an object. */
  reported?: { readonly error: unknown; readonly id: string }
}

/** One request and its answer; made by `WebReporter.exchange`. Never throws. */
export class Exchange implements RequestSentry {
  readonly #parts: ExchangeParts
  readonly #factsOf: () => ExchangeFacts
  readonly #weak = new WeakRef(this)
  /** Of most requests nothing comes, and each field costs them. */
  #cameOfIt: Past | undefined
  #closed: (() => void) | undefined

  /** @internal */
  constructor(factsOf: () => ExchangeFacts, parts: ExchangeParts) {
    this.#factsOf = factsOf
    this.#parts = parts
  }

  /** What the framework tells; asked for when first needed, which for most requests is never. */
  get #facts(): ExchangeFacts {
    const past = this.#past
    past.facts ??= this.#factsOf()
    return past.facts
  }

  /** @internal Whether it is one of this installation's. */
  isOf(parts: ExchangeParts): boolean {
    return this.#parts === parts
  }

  get #past(): Past {
    this.#cameOfIt ??= { said: {} }
    return this.#cameOfIt
  }

  get id(): string | undefined {
    return this.#cameOfIt?.id
  }

  /** What was reported last. */
  get lastReported(): unknown {
    return this.#cameOfIt?.reported?.error
  }

  /** The error that was captured last, by hand or not; undefined as long as there is none. */
  get captured(): unknown {
    return this.#cameOfIt?.captured
  }

  /** Whether an error of this request was reported, or waits for the answer to be judged by. */
  get hasReported(): boolean {
    return this.#cameOfIt?.reported !== undefined
  }

  /** Runs `fn` in a context of its own, with this request's data on every event made in it. */
  run<R>(fn: () => R): R {
    return this.#parts.client.withContext(this.#late(), fn)
  }

  /**
   * Does so for the rest of the present chain of calls, which must be the request's own. What the chain
   * was told before is left behind: a connection hands its context on from one request to the next.
   */
  enter(): void {
    const { context } = this.#parts.client
    context.activate({ afresh: true })
    context.merge(this.#late())
  }

  /** @internal For those who outlive it. */
  get weak(): WeakRef<this> {
    return this.#weak
  }

  #late(): () => ContextInput {
    const weak = this.#weak
    return () => weak.deref()?.describe() ?? {}
  }

  /**
   * Reports an error nobody asked to report, once; `mechanism` says where it was seen. Whether it is
   * sent is decided by the answer the client gets. Answers the event's id; undefined if it is ignored.
   */
  report(error: unknown, mechanism: string, options: ExceptionOptions = {}): string | undefined {
    const { answer } = this.#facts
    const { rules } = this.#parts
    if (isIgnored(error, rules.ignoreExceptions)) return undefined
    const { reported } = this.#past
    if (reported && Object.is(reported.error, error)) return reported.id
    const status = attempt(() => answer.status())
    const id = this.captureException(error, {
      mechanism: { type: mechanism, handled: false },
      ...options,
      // an error after the headers left cannot show in the status any more
      ...(status === undefined ? { when: verdictBy(answer, error, rules) } : {}),
    })
    this.#past.reported = { error, id }
    if (
      rules.exposeEventId &&
      status === undefined &&
      isWanted(error, expected(answer, error), rules)
    )
      this.#tell(id)
    return id
  }

  captureException(error: unknown, options: ExceptionOptions = {}): string {
    this.#past.captured = error
    return this.#inside(() => this.#parts.client.captureException(error, options))
  }

  captureMessage(message: string, options: MessageOptions = {}): string {
    return this.#inside(() => this.#parts.client.captureMessage(message, options))
  }

  userContext(user: Readonly<Record<string, unknown>> | null): void {
    this.#past.said = { ...this.#past.said, user }
  }

  tagsContext(tags: Readonly<Record<string, unknown>>): void {
    const { said } = this.#past
    this.#past.said = { ...said, tags: { ...said.tags, ...tags } }
  }

  extraContext(extra: Readonly<Record<string, unknown>>): void {
    const { said } = this.#past
    this.#past.said = { ...said, extra: { ...said.extra, ...extra } }
  }

  /** The request's data as context. Never throws. */
  describe(): ContextInput {
    const { rules, probe } = this.#parts
    if (probe.isOpen) return probe.answer(this)
    const request = attempt(() => this.#facts.request())
    const user = attempt(() => this.#facts.user?.(rules.userAttrs))
    const route = attempt(() => this.#facts.route?.())
    return {
      ...(request === undefined ? {} : { request }),
      ...(user === undefined ? {} : { user }),
      ...(route === undefined ? {} : { transaction: named(request, route) }),
      ...this.#cameOfIt?.said,
    }
  }

  /** @internal Has its answer watched; see `watchBroken`. */
  watch(answer: BreakableAnswer, mechanism: string): void {
    this.#closed = () => this.brokenOff(answer, mechanism)
    this.#parts.connections.follow(answer, this.#sender())
  }

  /** Made apart from {@link watch}, whose variables it would keep alive. */
  #sender(): Sender {
    const weak = this.#weak
    return { closed: () => weak.deref()?.closed() }
  }

  /** @internal Its answer is closed. */
  closed(): void {
    this.#closed?.()
  }

  /** @internal Reports what its answer was broken off with, if it was. */
  brokenOff(answer: BreakableAnswer, mechanism: string): void {
    const error = attempt(() => brokenBy(answer))
    if (error !== undefined && error !== null) this.report(error, mechanism)
  }

  /** In the request's own chain of calls; where that was lost on the way, in one like it. */
  #inside(capture: () => string): string {
    const { client, probe } = this.#parts
    const id = probe.exchangeOf(client) === this ? capture() : this.run(capture)
    this.#past.id = id
    return id
  }

  /** An answer that takes no header any more goes without it. */
  #tell(id: string): void {
    attempt(() => this.#facts.answer.setHeader?.('X-Sentry-ID', id))
  }
}

/** `GET /orders/:id`. */
function named(request: Record<string, unknown> | undefined, route: string): string {
  return typeof request?.method === 'string' ? `${request.method} ${route}` : route
}

function expected(answer: Answer, error: unknown): number {
  return attempt(() => answer.expected?.()) ?? statusOf(error)
}

const SERVER_ERROR = 500

/** The status a framework is likely to answer with: the error's own, else 500. An error may be anything. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return SERVER_ERROR
  const said = attempt(
    (): unknown => Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode'),
  )
  return typeof said === 'number' && said >= 400 ? said : SERVER_ERROR
}
