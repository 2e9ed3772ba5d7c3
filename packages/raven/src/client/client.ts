/**
 * The client: takes what happened and sees to it that it arrives.
 *
 * It only wires the parts; each part says what it promises. Nothing here throws into the program,
 * keeps it alive, or lives outside this object.
 */

import { Outcomes, type Outcome } from '../delivery/outcomes.ts'
import type { MessageParams } from '../events/message.ts'
import type { Snapshot } from '../events/build-event.ts'
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
import { Scopes } from '../scope/scopes.ts'
import { Ledger, type LossReason, type Stats } from '../stats.ts'
import { Fragments } from '../values/fragments.ts'
import { messageOf } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import { bindMethods } from './bind-methods.ts'
import { ClientContext } from './context.ts'
import { createDelivery } from './create-delivery.ts'
import type { Delivery } from './delivery.ts'
import { Diagnostics } from './diagnostics.ts'
import type { Finished } from './finisher.ts'
import { Pending } from './pending.ts'
import { createFinisher, createReader, createSanitizer, sealCrumb } from './parts.ts'
import type { Platform } from './platform.ts'
import { quietly } from './quietly.ts'
import { RemoteConfig } from './remote.ts'
import { Snapshots } from './snapshots.ts'

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
  readonly #diagnostics: Diagnostics
  readonly #ledger: Ledger
  readonly #outcomes = new Outcomes()
  readonly #scopes: Scopes
  readonly #carried = new CarriedContext()
  readonly #snapshots: Snapshots
  readonly #pending: Pending
  readonly #delivery: Delivery | undefined
  readonly #finisher: ReturnType<typeof createFinisher>
  readonly #undo: Cancel[] = []
  #closed = false
  #isTelling = false
  #watchesExit = false
  #watchesIdle = false
  #uninstall: Cancel | undefined

  constructor(platform: Platform, given: ClientOptions) {
    const { runtime } = platform
    const options = fieldsOf(given)
    this.#platform = platform
    const write = typeof options.diagnostics === 'function' ? options.diagnostics : runtime.warn
    this.#diagnostics = new Diagnostics(options.diagnostics === false ? () => {} : write)
    this.#options = resolveOptions(options, runtime.env, (topic, line) =>
      this.#diagnostics.say(topic, line),
    )
    this.#ledger = new Ledger((reason, count) => this.#lost(reason, count))
    const fragments = new Fragments()
    const sanitizer = createSanitizer(this.#options, fragments)
    const reader = createReader(runtime, this.#options, fragments)
    this.#scopes = new Scopes({
      maxBreadcrumbs: this.#options.maxBreadcrumbs,
      ...storageOf(platform),
    })
    this.#snapshots = new Snapshots({
      runtime,
      options: this.#options,
      reader,
      scopes: this.#scopes,
      carried: this.#carried,
    })
    this.context = new ClientContext({
      scopes: this.#scopes,
      toJson: (value) => this.#snapshots.toJson(value),
      sealCrumb: (crumb) => sealCrumb(crumb, sanitizer, fragments),
    })
    const dsn = this.#readDsn()
    this.remote = new RemoteConfig(dsn)
    this.#finisher = createFinisher(platform, this.#options, {
      reader,
      fragments,
      sanitizer,
      toJson: (value) => this.#snapshots.toJson(value),
      onHookFailed: (hook, error) => this.#hookFailed(hook, error),
    })
    this.#pending = new Pending({
      defer: runtime.defer,
      finish: (snapshot) => this.#finish(snapshot),
    })
    this.#delivery = dsn && this.#createDelivery()
    bindMethods(this)
    if (this.#options.install) this.install()
  }

  /** Whether events are sent: there is a usable DSN, and the client was not closed. */
  isEnabled(): boolean {
    return this.#delivery !== undefined && !this.#closed
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
    this.#guard(undefined, () => this.context.addBreadcrumb(crumb, this.#platform.runtime.now()))
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
    const scope = this.#guard(undefined, () =>
      scopeOf(data, (value) => this.#snapshots.toJson(value)),
    )
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
    const seen = this.#guard(undefined, () => {
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
      onEnding: () => this.#guard(undefined, () => this.#delivery?.settleBlocking()),
    })
    return () => {
      this.#uninstall?.()
      this.#uninstall = undefined
    }
  }

  /** The books: where every captured event stands. */
  stats(): Stats {
    return this.#ledger.stats()
  }

  /**
   * Resolves when the event has come to its end, or with `spooled` when the client or the program ends
   * before. The last 1,000 are remembered; others are `unknown`.
   */
  delivered(id: string): Promise<Outcome> {
    if (this.#delivery && this.#outcomes.isOpen(id)) this.#watchIdle(this.#delivery)
    return this.#outcomes.of(id)
  }

  /**
   * Waits until everything has left, at most `timeoutMs` milliseconds (default: `shutdownTimeoutMs`),
   * and says whether it has. Answers early when the server cannot be reached.
   */
  async flush(timeoutMs: number = this.#options.shutdownTimeoutMs): Promise<boolean> {
    const delivery = this.#delivery
    if (!delivery || this.#closed) return true
    this.#pending.finishAll()
    delivery.adopt()
    delivery.courier.retryNow()
    await this.#quiet(delivery, timeoutMs)
    return this.#pending.size === 0 && delivery.courier.open === 0
  }

  /** Flushes, undoes every hook, and disables the client. What was not delivered stays in the spool. */
  async close(timeoutMs?: number): Promise<boolean> {
    const left = await this.flush(timeoutMs)
    if (this.#closed) return left
    this.#pending.end()
    this.#closed = true
    this.#uninstall?.()
    for (const undo of this.#undo.splice(0)) undo()
    this.#delivery?.close()
    this.#outcomes.endAll({ outcome: 'spooled' })
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
      this.#diagnostics.say('dsn', `${messageOf(error)}; nothing will be sent`)
      return undefined
    }
  }

  #createDelivery(): Delivery {
    return createDelivery({
      platform: this.#platform,
      options: this.#options,
      remote: this.remote,
      ledger: this.#ledger,
      outcomes: this.#outcomes,
      say: (topic, line) => this.#diagnostics.say(topic, line),
    })
  }

  #capture(snapshot: (id: string) => Snapshot): string {
    const id = this.#platform.runtime.randomId()
    this.#ledger.capture()
    this.#scopes.lastEventId = id
    const delivery = this.#delivery
    if (!delivery || this.#closed) return this.#drop(id, 'disabled')
    if (this.#finisher.isInHook) return this.#drop(id, 'recursion')
    this.#outcomes.begin(id)
    this.#watchExit()
    const taken = this.#guard(id, () => {
      const made = snapshot(id)
      delivery.intent(id)
      return made
    })
    if (taken) this.#pending.add(taken)
    if (this.#platform.isExiting?.()) this.#end()
    return id
  }

  #finish(snapshot: Snapshot): void {
    const { id } = snapshot
    this.#guard(id, () => {
      const finished = this.#finisher.finish(snapshot)
      if (finished.kind !== 'pending') return this.#hand(id, finished)
      const { meanwhile, later } = finished
      const isKept = meanwhile.kind === 'bytes' && this.#delivery?.keep(id, meanwhile.bytes)
      this.#pending.wait(later, {
        ended: (done) => this.#guard(id, () => this.#hand(id, done)),
        givenUp: () => void (isKept || this.#drop(id, 'closed')),
      })
    })
  }

  #hand(id: string, finished: Finished): void {
    if (finished.kind === 'bytes') this.#delivery?.submit(id, finished.bytes)
    else this.#drop(id, finished.reason)
  }

  #drop(id: string, reason: LossReason): string {
    this.#delivery?.discard(id)
    this.#ledger.drop('waiting', reason)
    this.#outcomes.end(id, { outcome: 'dropped', reason })
    return id
  }

  /** One listener per client, from its first event on. */
  #watchExit(): void {
    if (this.#watchesExit) return
    this.#watchesExit = true
    const stop = this.#platform.onExit?.(() => this.#end())
    if (stop) this.#undo.push(stop)
  }

  /** Somebody waits for an event, which keeps no process alive: answer before it ends. */
  #watchIdle(delivery: Delivery): void {
    if (this.#watchesIdle) return
    this.#watchesIdle = true
    const stop = this.#platform.onIdle?.(() => void this.#answerWaiting(delivery))
    if (stop) this.#undo.push(stop)
  }

  /** Cannot reject: neither can anything it waits for. */
  async #answerWaiting(delivery: Delivery): Promise<void> {
    const { now } = this.#platform.runtime
    const start = now()
    await this.#quiet(delivery, delivery.patienceMs)
    delivery.heldFor(now() - start)
    this.#watchesIdle = false
    this.#outcomes.answerAll({ outcome: 'spooled' })
  }

  /** The process ends, and nothing asynchronous runs any more. */
  #end(): void {
    this.#guard(undefined, () => {
      this.#pending.end()
      this.#delivery?.leave()
    })
  }

  #uncaught(error: unknown, type: string): void {
    this.captureException(error, { level: 'fatal', mechanism: { type, handled: false } })
    this.#pending.finishAll()
  }

  /** Until nothing moves any more or time is over. The timer keeps the program alive meanwhile. */
  async #quiet(delivery: Delivery, timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.#platform.runtime.hold(bounded(timeoutMs), () => end())
      const end = () => {
        stop()
        resolve()
      }
      // `whenIdle` and `whenSettled` are callbacks of ours; neither promise here can reject
      void this.#pending.settled().then(() => delivery.courier.whenIdle(end))
    })
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

  #lost(reason: LossReason, count: number): void {
    if (reason !== 'disabled')
      this.#diagnostics.say(`lost ${reason}`, `an event was lost: ${reason}`)
    this.#tell(
      () => this.#options.onLoss?.(reason, count),
      (error) => this.#failed(error),
    )
  }

  #hookFailed(hook: string, error: unknown): void {
    this.#diagnostics.say(`hook ${hook}`, `a hook failed (${hook}): ${messageOf(error)}`)
    this.#tellError(error)
  }

  /** Runs our own work so that its failure is ours alone: the event with this id, if any, is lost and said. */
  #guard<T>(id: string | undefined, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#failed(error)
      if (id !== undefined) this.#drop(id, 'internal_error')
      return undefined
    }
  }

  #failed(error: unknown): void {
    this.#diagnostics.say('internal', `an internal error: ${messageOf(error)}`)
    this.#tellError(error)
  }

  /** Who fails at listening to failures has nobody else to tell it. */
  #tellError(error: unknown): void {
    this.#tell(() => this.#options.onInternalError?.(error))
  }

  /** A listener that captures is not told what comes of that, or it would never end. */
  #tell(listener: () => unknown, failed?: (error: unknown) => void): void {
    if (this.#isTelling) return
    this.#isTelling = true
    quietly(listener, failed)
    this.#isTelling = false
  }
}

function storageOf({
  runtime,
}: Platform): Pick<ConstructorParameters<typeof Scopes>[0], 'createStorage'> {
  const { createStorage } = runtime
  return createStorage ? { createStorage: () => createStorage() } : {}
}

/** Longer timers fire at once, and Node says so on stderr. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function bounded(timeoutMs: number): number {
  return timeoutMs > 0 ? Math.min(timeoutMs, LONGEST_TIMER_MS) : 0
}

/**
 * Hears of a rejection before those who wait for the promise do. A handler on the side would make every
 * rejection a handled one, and the program would no longer die of it; so they get the promise behind
 * ours. Promises of other classes may be more than promises and are left as they are.
 */
function overhear<R>(result: R, heard: (error: unknown) => void): R {
  if (!(result instanceof Promise) || result.constructor !== Promise) return result
  const passedOn: unknown = result.catch((error: unknown) => {
    heard(error)
    throw error
  })
  return passedOn as R // `R` is a promise of the same value; no check can tell
}
