/**
 * The client: takes what happened and sees to it that it arrives.
 *
 * It only wires the parts; each part says what it promises. Nothing here throws into the program,
 * keeps it alive, or lives outside this object.
 */

import type { Outcome } from '../delivery/outcomes.ts'
import { exceptionKey } from '../events/flood-key.ts'
import type { MessageParams } from '../events/message.ts'
import type { CaptureOptions, ClientOptions } from '../options.ts'
import type { Masked } from '../processors/masking-walk.ts'
import type { Event, JsonObject, Mechanism } from '../protocol/event.ts'
import type { Cancel } from '../runtime/runtime.ts'
import type { WatchPlace } from '../scope/carried.ts'
import { random } from '../runtime/guarded-runtime.ts'
import { scopeOf, type LateContextInput, type ScopeData } from '../scope/scope-data.ts'
import type { Stats } from '../stats.ts'
import type { TransportClass, TransportFactory } from '../transports/transport.ts'
import { isIgnored } from '../values/error-rules.ts'
import { readProperty } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import { jsonObjectOf } from '../values/json-object.ts'
import { bindMethods } from './bind-methods.ts'
import { createCaptureExceptions, type CaptureExceptions } from './capture-exceptions.ts'
import type { ClientContext } from './context.ts'
import { createParts, type ClientParts } from './create-parts.ts'
import { Diversion } from './diversion.ts'
import {
  eventTypeOf,
  snapshotOf,
  type AnyCaptureOptions,
  type EventHandler,
  type ExceptionOptions,
  type SnapshotPlace,
} from './event-types.ts'
import type { Platform } from './platform.ts'
import type { RemoteConfig } from './remote.ts'
import type { Admit, Taken } from './reporter.ts'
import { whenOf } from './verdict.ts'
import { errorOf, outcomeOf } from './wire.ts'
import { follow } from './wrap.ts'

export type { AnyCaptureOptions, ExceptionOptions } from './event-types.ts'

/** What a message can be told besides. */
export interface MessageOptions extends CaptureOptions {
  /** Put in for `%s`, `%d`, `%j` in turn, or for `{name}`. */
  readonly params?: MessageParams
}

/** What a query can be told besides. */
export interface QueryOptions extends CaptureOptions {
  /** The query's parameters, in any form; masked by name. */
  readonly params?: unknown
  /** The database's name: `postgresql`. */
  readonly engine?: string
}

/** Seen on its way out of a function, and thrown on: nobody has handled it there. */
const PASSING: Mechanism = { type: 'auto.function.capture_exceptions', handled: false }

/** The client of one flavour; entries export it with the platform filled in. */
export class CoreClient {
  /** The context of the present chain of calls, or of the whole client outside of any. */
  readonly context: ClientContext
  /**
   * Reports what a function throws, and throws it on; around a function, limited to classes, or as a
   * decorator: `captureExceptions(fn)`, `captureExceptions([TypeError])(fn)`, `@client.captureExceptions`.
   */
  readonly captureExceptions: CaptureExceptions<ExceptionOptions>
  readonly #parts: ClientParts
  /** The first event of each error object; one error is one event. */
  readonly #seen = new WeakMap<object, string>()
  readonly #diversion: Diversion
  #remote: RemoteConfig
  #uninstall: Cancel | undefined

  /** @internal */
  constructor(platform: Platform, given: ClientOptions) {
    this.#parts = createParts(platform, given)
    this.#remote = this.#parts.remote
    this.#diversion = new Diversion(this.#parts.divert)
    this.context = this.#parts.context
    this.captureExceptions = createCaptureExceptions((error, options) => {
      this.captureException(error, { mechanism: PASSING, ...fieldsOf(options) })
    })
    bindMethods(this)
    this.#watchLocals()
    if (this.#parts.options.install) this.install()
  }

  /** The server this client talks to. Never shows the secret. */
  get remote(): RemoteConfig {
    return this.#remote
  }

  /** Whether events are sent: there is a usable DSN, and the client was not closed. */
  isEnabled(): boolean {
    return this.#parts.reporter.isOpen
  }

  /**
   * Reports an error, with its causes, and answers the event's id at once.
   *
   * Any value may be passed, because any value may be thrown. Without one the event says so and has
   * the present stack. The same error object is reported once; its first id is answered again.
   */
  captureException(error?: unknown, options: ExceptionOptions = {}): string {
    const above = this.#boundMethod('captureException')
    if (error === undefined && arguments.length === 0)
      return this.#captureKind('Exception', {}, above)
    return this.#captureThrown(error, options, above)
  }

  /** Reports a message and answers the event's id at once. The level is `info` unless given. */
  captureMessage(message: string, options: MessageOptions = {}): string {
    const above = this.#boundMethod('captureMessage')
    return this.#captureKind('Message', options, above, { message })
  }

  /** Reports a database query and answers the event's id at once. Parameters are masked by name. */
  captureQuery(query: string, options: QueryOptions = {}): string {
    return this.#captureKind('Query', options, this.#boundMethod('captureQuery'), { query })
  }

  /**
   * Reports an event of a kind: `Exception`, `Message`, `Query`, the ancestor's dotted names of these,
   * or a handler of your own. Answers the event's id at once.
   */
  capture(type: string | EventHandler<object>, options: AnyCaptureOptions = {}): string {
    const above = this.#boundMethod('capture')
    const given = fieldsOf(options)
    return eventTypeOf(type) === 'Exception' && Object.hasOwn(given, 'error')
      ? this.#captureThrown(given.error, given, above)
      : this.#captureKind(type, given, above)
  }

  /**
   * Adds to the trail of what happened before; copied and bounded at once. A function is asked when an event
   * needs it.
   */
  captureBreadcrumb(crumb: Readonly<Record<string, unknown>> | (() => object | undefined)): void {
    this.#parts.voice.guard(() =>
      this.context.addBreadcrumb(crumb, this.#parts.platform.runtime.now()),
    )
  }

  /** Says who is affected; replaces the user said before. */
  userContext(user: Readonly<Record<string, unknown>> | null): void {
    this.context.merge({ user })
  }

  /** Adds to the extra data of the events to come. */
  extraContext(extra: Readonly<Record<string, unknown>>): void {
    this.context.merge({ extra })
  }

  /** Adds to the tags of the events to come. */
  tagsContext(tags: Readonly<Record<string, unknown>>): void {
    this.context.merge({ tags })
  }

  /** Says which request is being served; replaces the one said before. */
  httpContext(request: Readonly<Record<string, unknown>> | null): void {
    this.context.merge({ request })
  }

  /**
   * Runs `fn` with more context, or with a function that is asked for it each time an event needs it.
   * What is set inside ends with it, except on an error that leaves it: that one takes the context
   * along, however far up it is captured.
   */
  withContext<R>(data: LateContextInput, fn: () => R): R {
    const { scopes, carried } = this.#parts
    const scope = this.#layerOf(data)
    if (!scope) return fn()
    return scopes.run(scope, () => follow(fn, (error) => carried.leave(error, scopes.layer)))
  }

  /**
   * Runs `fn`; if it throws, the values are read then and shown in the frame that called `watch`, or in
   * the extra data as `watched` where the stack has that frame no more. As long as nothing throws they
   * are not read; for an `fn` that answers a promise one stack is.
   */
  watch<R>(values: () => Readonly<Record<string, unknown>>, fn: () => R): R {
    const { voice, snapshots, carried } = this.#parts
    const above = this.#boundMethod('watch')
    const placeNow = (): WatchPlace | undefined => voice.guard(() => snapshots.callerOf(above))
    let place: WatchPlace | undefined
    const onThrown = (error: unknown): void => {
      const at = place ?? placeNow()
      voice.guard(() => {
        carried.watch(error, { place: at, values: jsonObjectOf(snapshots.toJson(values())) })
      })
    }
    // when its promise rejects, the caller is on the stack no more
    return follow(fn, onThrown, () => {
      place = placeNow()
    })
  }

  /** The id of the event captured last in this chain of calls. */
  lastEventId(): string | undefined {
    return this.#parts.scopes.lastEventId
  }

  /** The DSN without its secret, for a page; undefined without a DSN. */
  getPublicDsn(scheme?: string): string | undefined {
    return this.remote.getPublicDsn(typeof scheme === 'string' ? scheme : undefined)
  }

  /** The event an error would make, exactly as it would leave, and what was masked. Sends nothing. */
  preview(
    error: unknown,
    options: ExceptionOptions = {},
  ): { event: Event | null; masked: readonly Masked[] } {
    const above = this.#boundMethod('preview')
    const { voice, platform, snapshots, finisher } = this.#parts
    const seen = voice.guard(() => {
      const { mechanism, ...given } = fieldsOf(options)
      const id = platform.runtime.randomId()
      return finisher.preview(snapshots.exception({ id, thrown: error, mechanism, above }, given))
    })
    return seen ?? { event: null, masked: [] }
  }

  /**
   * The event of a kind as it would leave; `null` when a hook drops it. See {@link capture}. Sends
   * nothing and never throws.
   */
  buildMsg(type: string | EventHandler<object>, options: AnyCaptureOptions = {}): Event | null {
    const { voice, platform, snapshots, finisher } = this.#parts
    const above = this.#boundMethod('buildMsg')
    const seen = voice.guard(() => {
      const at = this.#place(platform.runtime.randomId(), above)
      const snapshot = snapshotOf(snapshots, type, options, at)
      return snapshot && finisher.preview(snapshot)
    })
    return seen?.event ?? null
  }

  /** The body of the request that would carry the event, by the option `protocol`. */
  encode(event: Event): Uint8Array {
    return this.#parts.wire.encode(event, this.#remote)
  }

  /** The event in a body made by {@link encode}. Throws a `ProtocolError` for anything else. */
  decode(bytes: Uint8Array): JsonObject {
    return this.#parts.wire.decode(bytes)
  }

  /**
   * Sends an event as it is, past hooks, masking, books and spool, and says what became of it; at most
   * one request, of at most `timeoutMs`.
   *
   * @throws {ApiError} with `raiseSendErrors`, when the server says no or cannot be reached
   * @throws {RateLimited} with `raiseSendErrors`, when it asks to wait
   */
  async send(event: Event, authHeader?: string): Promise<Outcome> {
    const bytes = this.#parts.voice.guard(() => this.encode(event))
    return bytes
      ? await this.sendEncoded(bytes, authHeader)
      : { outcome: 'dropped', reason: 'internal_error' }
  }

  /** Sends a body made by {@link encode}; see {@link send}. */
  async sendEncoded(bytes: Uint8Array, authHeader?: string): Promise<Outcome> {
    const { wire, reporter, options, platform } = this.#parts
    if (!this.isEnabled()) return { outcome: 'dropped', reason: 'disabled' }
    const answer = await reporter.sendAlone(wire.request(bytes, this.#remote, authHeader))
    if (!answer) return { outcome: 'dropped', reason: 'disabled' }
    const now = platform.runtime.now()
    const error = options.raiseSendErrors ? errorOf(answer, now) : undefined
    if (error) throw error
    return outcomeOf(answer, now)
  }

  /** Answers the id it is given, as the ancestor did. */
  getIdent(id: string): string {
    return id
  }

  /**
   * Points the client at another server from now on. What is on its way to the old one still goes
   * there. A DSN that is empty disables the client; one that cannot be used does too, and is said.
   *
   * @throws {InvalidDsn} with `raiseSendErrors` only
   */
  setDsn(dsn: string | null | undefined, transport?: TransportFactory | TransportClass): void {
    const { remoteOf, reporter, wayTo } = this.#parts
    this.#remote = remoteOf(typeof dsn === 'string' ? dsn.trim() : '')
    reporter.redirect(wayTo(this.#remote, transport))
    this.#watchLocals()
  }

  /**
   * Hands each request's body to `take` in place of the server, also without a DSN. For tests. Answers its undo.
   */
  divert(take: (body: Uint8Array) => void): () => void {
    const undo = this.#diversion.add(take)
    this.#watchLocals()
    return () => {
      undo()
      this.#watchLocals()
    }
  }

  /** Reports errors nobody catches, without changing how they end the program. Answers its undo. */
  install(): () => void {
    const { platform, reporter } = this.#parts
    this.#uninstall ??= platform.watchUncaught?.({
      onUncaught: (error, type) => this.#uncaught(error, type),
      onEnding: () => reporter.settleBlocking(),
    })
    return () => {
      this.#uninstall?.()
      this.#uninstall = undefined
    }
  }

  /** The books: where every captured event stands. */
  stats(): Stats {
    return this.#parts.reporter.stats()
  }

  /**
   * Resolves when the event has come to its end, or with `spooled` when the client or the program ends
   * before. The last 1,000 are remembered; others are `unknown`.
   */
  delivered(id: string): Promise<Outcome> {
    return this.#parts.reporter.delivered(id)
  }

  /**
   * Waits until everything has left, at most `timeoutMs` milliseconds (default: `shutdownTimeoutMs`),
   * and says whether it has. Answers early when the server cannot be reached.
   */
  flush(timeoutMs: number = this.#parts.options.shutdownTimeoutMs): Promise<boolean> {
    return this.#parts.reporter.flush(timeoutMs)
  }

  /** Flushes, undoes every hook, and disables the client. What was not delivered stays in the spool. */
  async close(timeoutMs?: number): Promise<boolean> {
    const left = await this.#parts.reporter.flush(
      timeoutMs ?? this.#parts.options.shutdownTimeoutMs,
      true,
    )
    this.#uninstall?.()
    this.#uninstall = undefined
    this.#parts.localsWatch?.stop()
    this.#parts.reporter.close()
    this.#parts.scopes.close()
    return left
  }

  /** Errors must be seen when they are thrown, which is before anybody captures them. */
  #watchLocals(): void {
    if (this.isEnabled()) this.#parts.localsWatch?.start()
    else this.#parts.localsWatch?.stop()
  }

  /** The function a program really calls, as it stands in a stack trace. */
  #boundMethod(name: keyof CoreClient): unknown {
    return Reflect.get(this, name)
  }

  #captureThrown(error: unknown, options: ExceptionOptions, above: unknown): string {
    const { snapshots, options: own } = this.#parts
    const first = this.#firstId(error)
    const id = this.#capture(options, (id, admit) => {
      if (first !== undefined) return 'duplicate'
      if (isIgnored(error, own.ignoreExceptions)) return 'ignored'
      const link = snapshots.first(error, above)
      if (!admit(exceptionKey(link))) return 'counted'
      const given = fieldsOf(options)
      const { mechanism } = given
      return snapshots.exception({ id, thrown: error, mechanism, above, first: link }, given)
    })
    if (first !== undefined) return this.#again(first)
    if (typeof error === 'object' && error !== null && this.isEnabled()) this.#seen.set(error, id)
    return id
  }

  #captureKind(
    type: unknown,
    options: CaptureOptions,
    above: unknown,
    what: AnyCaptureOptions = {},
  ): string {
    const all = { ...fieldsOf(options), ...what }
    return this.#capture(
      options,
      (id, admit) =>
        snapshotOf(this.#parts.snapshots, type, all, this.#place(id, above, admit)) ?? 'counted',
    )
  }

  #place(id: string, above: unknown, admit: Admit = () => true): SnapshotPlace {
    const { voice } = this.#parts
    return { id, above, admit, onHandlerFailed: (error) => voice.hookFailed('handler', error) }
  }

  /** The event of this chain of calls is the one that was made first. */
  #again(id: string): string {
    this.#parts.scopes.lastEventId = id
    return id
  }

  #firstId(error: unknown): string | undefined {
    return typeof error === 'object' && error !== null ? this.#seen.get(error) : undefined
  }

  #capture(options: CaptureOptions, take: (id: string, admit: Admit) => Taken): string {
    const { platform, scopes, reporter, localsWatch } = this.#parts
    const id = platform.runtime.randomId()
    scopes.lastEventId = id
    const taken = (admit: Admit): Taken =>
      this.#isSampledOut(options) ? 'sample_rate' : take(id, admit)
    const quiet = (admit: Admit): Taken =>
      localsWatch ? localsWatch.quietly(() => taken(admit)) : taken(admit)
    reporter.capture(id, quiet, whenOf(options))
    return id
  }

  /** Made apart from {@link withContext}, because functions made in one place keep each other's variables alive. */
  #layerOf(data: LateContextInput): ScopeData | undefined {
    const { voice, snapshots } = this.#parts
    return voice.guard(() => scopeOf(data, (value) => snapshots.toJson(value)))
  }

  #isSampledOut(options: CaptureOptions): boolean {
    const rate = sampleRateOf(options) ?? this.#parts.options.sampleRate
    return rate < 1 && random() >= rate
  }

  #uncaught(error: unknown, type: string): void {
    this.captureException(error, { level: 'fatal', mechanism: { type, handled: false } })
    this.#parts.reporter.finishAll()
  }
}

/** What the options of one capture say; they may be anything. */
function sampleRateOf(options: unknown): number | undefined {
  const isObject = typeof options === 'object' && options !== null
  const rate = isObject ? readProperty(options, 'sampleRate') : undefined
  return typeof rate === 'number' ? rate : undefined
}
