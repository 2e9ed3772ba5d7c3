/**
 * The client: takes what happened and sees to it that it arrives.
 *
 * It only wires the parts; each part says what it promises. Nothing here throws into the program,
 * keeps it alive, or lives outside this object.
 */

import type { Outcome, Outcomes } from '../delivery/outcomes.ts'
import type { MessageParams } from '../events/message.ts'
import {
  resolveOptions,
  type CaptureOptions,
  type ClientOptions,
  type ResolvedOptions,
} from '../options.ts'
import type { Masked } from '../processors/masking-walk.ts'
import { parseDsn, type Dsn } from '../protocol/dsn.ts'
import type { Event, Mechanism } from '../protocol/event.ts'
import type { Cancel } from '../runtime/runtime.ts'
import { CarriedContext } from '../scope/carried.ts'
import { scopeOf, type ContextInput } from '../scope/scope-data.ts'
import type { Scopes } from '../scope/scopes.ts'
import type { Ledger, Stats } from '../stats.ts'
import { Fragments } from '../values/fragments.ts'
import { messageOf, readProperty } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import { isInstanceOf } from '../values/kinds.ts'
import { bindMethods } from './bind-methods.ts'
import { ClientContext } from './context.ts'
import { createDelivery } from './create-delivery.ts'
import type { Delivery } from './delivery.ts'
import { createDiagnostics } from './diagnostics.ts'
import type { Finisher } from './finisher.ts'
import { createFinisher, createReader, createSanitizer, createScopes, sealCrumb } from './parts.ts'
import type { Platform } from './platform.ts'
import { RemoteConfig } from './remote.ts'
import { Reporter, type Taken } from './reporter.ts'
import { Snapshots } from './snapshots.ts'
import { Voice } from './voice.ts'

/** How an error was caught, for those who write integrations. */
export interface ExceptionOptions extends CaptureOptions {
  /** Default `{ type: 'generic', handled: true }`. */
  readonly mechanism?: Mechanism
}

/** What a message can be told besides. */
export interface MessageOptions extends CaptureOptions {
  /** Put in for `%s`, `%d`, `%j` in turn, or for `{name}`. */
  readonly params?: MessageParams
}

const CALLED_EMPTY = 'captureException was called without an error'

/** The client of one flavour; entries export it with the platform filled in. */
export class CoreClient {
  /** The server this client talks to. */
  readonly remote: RemoteConfig
  /** The context of the present chain of calls, or of the whole client outside of any. */
  readonly context: ClientContext
  readonly #platform: Platform
  readonly #options: ResolvedOptions
  readonly #voice: Voice
  readonly #scopes: Scopes
  readonly #carried = new CarriedContext()
  readonly #snapshots: Snapshots
  readonly #finisher: Finisher
  readonly #reporter: Reporter
  #uninstall: Cancel | undefined

  constructor(platform: Platform, given: ClientOptions) {
    const { runtime } = platform
    const diagnostics = createDiagnostics(fieldsOf(given).diagnostics, runtime)
    this.#platform = platform
    this.#options = resolveOptions(fieldsOf(given), runtime.env, (topic, line) =>
      diagnostics.say(topic, line),
    )
    this.#voice = new Voice(diagnostics, this.#options)
    const fragments = new Fragments()
    const sanitizer = createSanitizer(this.#options, fragments)
    const reader = createReader(runtime, this.#options, fragments)
    this.#scopes = createScopes(runtime, this.#options)
    this.#snapshots = new Snapshots({
      runtime,
      options: this.#options,
      reader,
      scopes: this.#scopes,
      carried: this.#carried,
    })
    const toJson = (value: unknown) => this.#snapshots.toJson(value)
    this.context = new ClientContext({
      scopes: this.#scopes,
      toJson,
      sealCrumb: (crumb) => sealCrumb(crumb, sanitizer, fragments),
    })
    this.remote = new RemoteConfig(this.#readDsn())
    this.#finisher = createFinisher(platform, this.#options, {
      reader,
      fragments,
      sanitizer,
      toJson,
      onHookFailed: (hook, error) => this.#voice.hookFailed(hook, error),
    })
    this.#reporter = new Reporter({
      platform,
      voice: this.#voice,
      finisher: this.#finisher,
      createDelivery: (ledger, outcomes) => this.#createDelivery(ledger, outcomes),
    })
    bindMethods(this)
    if (this.#options.install) this.install()
  }

  /** Whether events are sent: there is a usable DSN, and the client was not closed. */
  isEnabled(): boolean {
    return this.#reporter.isOpen
  }

  /**
   * Reports an error, with its causes, and answers the event's id at once.
   *
   * Any value may be passed, because any value may be thrown. Without one the event says so and has
   * the present stack.
   */
  captureException(error?: unknown, options: ExceptionOptions = {}): string {
    const above = this.#boundMethod('captureException')
    const missing = error === undefined && arguments.length === 0
    return this.#capture((id) => {
      const { mechanism, ...given } = fieldsOf(options)
      if (!missing) return this.#snapshots.exception({ id, thrown: error, mechanism, above }, given)
      const said = { id, message: CALLED_EMPTY, level: 'error', above } as const
      return this.#snapshots.message(said, { stack: true, ...given })
    })
  }

  /** Reports a message and answers the event's id at once. The level is `info` unless given. */
  captureMessage(message: string, options: MessageOptions = {}): string {
    const above = this.#boundMethod('captureMessage')
    return this.#capture((id) => {
      const { params, ...given } = fieldsOf(options)
      const said = { id, message: messageOf(message), params, level: 'info', above } as const
      return this.#snapshots.message(said, given)
    })
  }

  /** Adds to the trail of what happened before; copied and bounded at once. */
  captureBreadcrumb(crumb: Readonly<Record<string, unknown>>): void {
    this.#voice.guard(() => this.context.addBreadcrumb(crumb, this.#platform.runtime.now()))
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
   * Runs `fn` with more context. What is set inside ends with it, except on an error that leaves it:
   * that one takes the context along, however far up it is captured.
   */
  withContext<R>(data: ContextInput, fn: () => R): R {
    const scope = this.#voice.guard(() => scopeOf(data, (value) => this.#snapshots.toJson(value)))
    return scope ? this.#scopes.run(scope, () => this.#carrying(fn)) : fn()
  }

  /** The id of the event captured last in this chain of calls. */
  lastEventId(): string | undefined {
    return this.#scopes.lastEventId
  }

  /** The DSN without its secret, for a page; undefined without a DSN. */
  getPublicDsn(scheme?: string): string | undefined {
    return this.remote.getPublicDsn(scheme)
  }

  /** The event an error would make, exactly as it would leave, and what was masked. Sends nothing. */
  preview(
    error: unknown,
    options: ExceptionOptions = {},
  ): { event: Event | null; masked: readonly Masked[] } {
    const above = this.#boundMethod('preview')
    const seen = this.#voice.guard(() => {
      const { mechanism, ...given } = fieldsOf(options)
      const id = this.#platform.runtime.randomId()
      const caught = { id, thrown: error, mechanism, above }
      return this.#finisher.preview(this.#snapshots.exception(caught, given))
    })
    return seen ?? { event: null, masked: [] }
  }

  /** Reports errors nobody catches, without changing how they end the program. Answers its undo. */
  install(): () => void {
    this.#uninstall ??= this.#platform.watchUncaught?.({
      onUncaught: (error, type) => this.#uncaught(error, type),
      onEnding: () => this.#reporter.settleBlocking(),
    })
    return () => {
      this.#uninstall?.()
      this.#uninstall = undefined
    }
  }

  /** The books: where every captured event stands. */
  stats(): Stats {
    return this.#reporter.stats()
  }

  /**
   * Resolves when the event has come to its end, or with `spooled` when the client or the program ends
   * before. The last 1,000 are remembered; others are `unknown`.
   */
  delivered(id: string): Promise<Outcome> {
    return this.#reporter.delivered(id)
  }

  /**
   * Waits until everything has left, at most `timeoutMs` milliseconds (default: `shutdownTimeoutMs`),
   * and says whether it has. Answers early when the server cannot be reached.
   */
  flush(timeoutMs: number = this.#options.shutdownTimeoutMs): Promise<boolean> {
    return this.#reporter.flush(timeoutMs)
  }

  /** Flushes, undoes every hook, and disables the client. What was not delivered stays in the spool. */
  async close(timeoutMs?: number): Promise<boolean> {
    const left = await this.flush(timeoutMs)
    this.#uninstall?.()
    this.#uninstall = undefined
    this.#reporter.close()
    return left
  }

  /** The function a program really calls, as it stands in a stack trace. */
  #boundMethod(name: keyof CoreClient): unknown {
    return Reflect.get(this, name)
  }

  #readDsn(): Dsn | undefined {
    const { dsn } = this.#options
    if (dsn === '') return undefined
    try {
      return parseDsn(dsn)
    } catch (error) {
      this.#voice.say('dsn', `${messageOf(error)}; nothing will be sent`)
      return undefined
    }
  }

  #createDelivery(ledger: Ledger, outcomes: Outcomes): Delivery | undefined {
    if (!this.remote.isActive()) return undefined
    return createDelivery({
      platform: this.#platform,
      options: this.#options,
      remote: this.remote,
      ledger,
      outcomes,
      say: (topic, line) => this.#voice.say(topic, line),
    })
  }

  #capture(take: (id: string) => Taken): string {
    const id = this.#platform.runtime.randomId()
    this.#scopes.lastEventId = id
    this.#reporter.capture(id, () => take(id))
    return id
  }

  #uncaught(error: unknown, type: string): void {
    this.captureException(error, { level: 'fatal', mechanism: { type, handled: false } })
    this.#reporter.finishAll()
  }

  /** Remembers the context on an error that leaves it, now or when the promise rejects. */
  #carrying<R>(fn: () => R): R {
    try {
      return overhear(fn(), (error) => this.#leave(error))
    } catch (error) {
      this.#leave(error)
      throw error
    }
  }

  #leave(error: unknown): void {
    this.#carried.leave(error, this.#scopes.layer)
  }
}

/**
 * Hears of a rejection before those who wait for the promise do. A handler on the side would make every
 * rejection a handled one, and the program would no longer die of it; so they get the promise behind
 * ours. Promises of other classes may be more than promises and are left as they are.
 */
function overhear<R>(result: R, heard: (error: unknown) => void): R {
  if (!isInstanceOf(result, Promise) || readProperty(result, 'constructor') !== Promise)
    return result
  const passedOn: unknown = result.catch((error: unknown) => {
    heard(error)
    throw error
  })
  return passedOn as R // `R` is a promise of the same value; no check can tell
}
