/**
 * From a snapshot to bytes: the event is built, hooks see it, what is sensitive is masked, and it is
 * encoded once.
 */

import { readAttachments, type ReadAttachment } from '../events/attachments.ts'
import { buildEvent, sitesOf, type EventParts, type Snapshot } from '../events/build-event.ts'
import { eventBytes } from '../events/event-bytes.ts'
import { runHooks, type Hold, type HooksResult, type NamedHook } from '../processors/run-hooks.ts'
import type { Masked } from '../processors/masking-walk.ts'
import { withoutPersonalData } from '../processors/personal-data.ts'
import type { Sanitized, Sanitizer } from '../processors/sanitizer.ts'
import { skeletonOf } from '../processors/skeleton.ts'
import type { Event } from '../protocol/event.ts'
import type { Site } from '../stack/site-cache.ts'
import type { LossReason } from '../stats.ts'
import type { Fragments } from '../values/fragments.ts'
import { fitEvent } from './fit.ts'
import { HookCopy } from './hook-copy.ts'
import type { LocalsWatch } from './locals-watch.ts'
import { eventItems } from './wire.ts'

/** What a finisher needs. */
export interface FinisherOptions {
  readonly parts: EventParts
  /** Reads the source maps that frames of these sites still need; undefined when there are none. */
  readonly mapsFor: (sites: readonly Site[]) => Promise<void> | undefined
  /** Reads at once what does not take long of those, and of what is being read for others. */
  readonly mapNow: (sites?: readonly Site[]) => void
  readonly hooks: readonly NamedHook[]
  /** Absent when masking is switched off. */
  readonly sanitizer: Sanitizer | undefined
  /** What leaves of a user besides the usual; absent when personal data may leave. */
  readonly userAttrs?: readonly string[]
  readonly onHookError: 'skeleton' | 'drop'
  readonly hold: Hold
  readonly fragments: Fragments
  /** A hook failed; called once for each failure. */
  readonly onHookFailed: (hook: string, error: unknown) => void
  /** Sees what the program throws, and should not see what is thrown here. */
  readonly localsWatch?: LocalsWatch | undefined
}

/** A finished event, or why there is none. */
export type Finished =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'dropped'; readonly reason: LossReason }

/** An event whose hook is still at work: what may be kept meanwhile, and what will come. */
export interface Unfinished {
  readonly kind: 'pending'
  readonly meanwhile: Finished
  readonly later: Promise<Finished>
}

/** An event whose source maps are being read: what may be kept meanwhile, and how it goes on. */
export interface Unmapped {
  readonly kind: 'unmapped'
  readonly meanwhile: Finished
  readonly maps: Promise<void>
  /** Finishes it with the maps that are there by now; called once. */
  readonly finish: () => Finished | Unfinished
}

/** An event, and what hooks were given of it. */
interface Passed {
  readonly event: Event
  readonly copy: HookCopy
}

const HOOKING = 'a hook was at work when the process ended'
const MAPPING = 'no hook had seen it when the process ended'

/** Finishes the events of one client. */
export class Finisher {
  readonly #options: FinisherOptions
  #isInHook = false

  constructor(options: FinisherOptions) {
    this.#options = options
  }

  /** Whether a hook is called just now; what it does later, after an `await`, cannot be told. */
  get isInHook(): boolean {
    return this.#isInHook
  }

  /** Finishes one snapshot; `unmapped` when a map was not read yet, `pending` when a hook answers with a promise. */
  finish(snapshot: Snapshot): Finished | Unfinished | Unmapped {
    return this.#quietly(() => this.#finish(snapshot))
  }

  /** Nothing asynchronous runs any more: what is still to be read is read now, or never. */
  mapNow(sites?: readonly Site[]): void {
    this.#quietly(() => this.#options.mapNow(sites))
  }

  #quietly<T>(work: () => T): T {
    const { localsWatch } = this.#options
    return localsWatch ? localsWatch.quietly(work) : work()
  }

  #finish(snapshot: Snapshot): Finished | Unfinished | Unmapped {
    const { files, leftOut } = readAttachments(snapshot.attachments ?? [])
    const { mapsFor, parts } = this.#options
    const build = () => withoutFiles(buildEvent(snapshot, parts), leftOut)
    const maps = mapsFor(sitesOf(snapshot))
    if (!maps) return this.#process(build(), files)
    const finish = () => this.#process(build(), files)
    return { kind: 'unmapped', meanwhile: this.#unseen(build(), files, MAPPING), maps, finish }
  }

  #process(event: Event, files: readonly ReadAttachment[]): Finished | Unfinished {
    if (this.#options.hooks.length === 0) return this.#encode(event, files)
    const { copy, result } = this.#runHooks(event)
    const passed = { event, copy, files }
    if (!(result instanceof Promise)) return this.#afterHooks(passed, result)
    return {
      kind: 'pending',
      meanwhile: this.#unseen(event, files, HOOKING),
      later: result.then((settled) => this.#afterHooks(passed, settled)),
    }
  }

  /** What may be kept before the hooks had their say: all of it only where there are none. */
  #unseen(event: Event, files: readonly ReadAttachment[], why: string): Finished {
    if (this.#options.hooks.length === 0) return this.#encode(event, files)
    if (this.#options.onHookError === 'drop') return { kind: 'dropped', reason: 'before_send' }
    return this.#encode(skeletonOf(event, why), [])
  }

  /** The event as it would leave, and what was masked in it. Hooks that answer with a promise are not waited for. */
  preview(snapshot: Snapshot): { event: Event | null; masked: readonly Masked[] } {
    this.mapNow(sitesOf(snapshot))
    const event = buildEvent(snapshot, this.#options.parts)
    const { copy, result } = this.#runHooks(event)
    const seen =
      result instanceof Promise ? structuredClone(event) : this.#judged({ event, copy }, result)
    if (!seen) return { event: null, masked: [] }
    return structuredClone(this.#clean(seen))
  }

  #runHooks(event: Event): { copy: HookCopy; result: HooksResult | Promise<HooksResult> } {
    const { hooks, hold, fragments } = this.#options
    const copy = new HookCopy(event, (piece) => fragments.maskedIn(piece) !== undefined)
    const wasInHook = this.#isInHook
    this.#isInHook = true
    try {
      return { copy, result: runHooks(copy.event, hooks, hold) }
    } finally {
      this.#isInHook = wasInHook
    }
  }

  /** Files are sent only with the event they were meant for, not with its skeleton. */
  #afterHooks(
    passed: Passed & { files: readonly ReadAttachment[] },
    result: HooksResult,
  ): Finished {
    const event = this.#judged(passed, result)
    if (event) return this.#encode(event, result.kind === 'event' ? passed.files : [])
    return { kind: 'dropped', reason: result.kind === 'event' ? 'before_send' : result.by }
  }

  /** The event to go on with; undefined when it is dropped. */
  #judged({ event: original, copy }: Passed, result: HooksResult): Event | undefined {
    switch (result.kind) {
      case 'event':
        return (
          copy.read(result.event, original.event_id ?? '') ??
          this.#withoutHook(original, 'before_send', new Error('a hook returned no event'))
        )
      case 'dropped':
        return undefined
      case 'failed':
        return this.#withoutHook(original, result.by, result.error)
    }
  }

  #withoutHook(original: Event, hook: NamedHook['name'], error: unknown): Event | undefined {
    this.#options.onHookFailed(hook, error)
    return this.#options.onHookError === 'drop' ? undefined : skeletonOf(original, `${hook} failed`)
  }

  /** The last word: what may leave of an event, whoever made it. */
  #clean(event: Event): Sanitized {
    const { userAttrs, sanitizer } = this.#options
    const allowed = userAttrs ? withoutPersonalData(event, userAttrs) : event
    return sanitizer?.sanitize(allowed) ?? { event: allowed, masked: [] }
  }

  #encode(event: Event, files: readonly ReadAttachment[]): Finished {
    const { fragments } = this.#options
    const json = fitEvent(this.#clean(event).event, (one) => eventBytes(one, fragments))
    if (!json) return { kind: 'dropped', reason: 'too_large' }
    return { kind: 'bytes', bytes: eventItems(json.parts, files) }
  }
}

/** Says which files could not come along. */
function withoutFiles(event: Event, leftOut: readonly string[]): Event {
  if (leftOut.length === 0) return event
  const { contexts } = event
  const raven = { ...contexts?.raven, attachments_left_out: leftOut }
  return { ...event, contexts: { ...contexts, raven } }
}
