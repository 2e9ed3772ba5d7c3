/** What `client.capture` can be asked to capture, by the names old configurations use. */

import type { Snapshot } from '../events/build-event.ts'
import type { MessageParams } from '../events/message.ts'
import type { CaptureOptions } from '../options.ts'
import { messageKey } from '../events/flood-key.ts'
import type { Mechanism } from '../protocol/event.ts'
import { messageOf, readProperty } from '../values/describe.ts'
import { fieldsOf } from '../values/fields.ts'
import type { Snapshots } from './snapshots.ts'

/** The built-in kinds of events. */
export type EventTypeName = 'Exception' | 'Message' | 'Query'

/** A kind of event of your own. */
export interface EventHandler<O = never> {
  /** The attributes of the event; what the caller gave as `data` wins over them. */
  capture(options: O): Readonly<Record<string, unknown>>
  /** The event's message, when it has none. */
  toString(data?: Readonly<Record<string, unknown>>): string
}

/** How an error was caught, for those who write integrations. */
export interface ExceptionOptions extends CaptureOptions {
  /**
   * Default `{ type: 'generic', handled: true }`, for the program has it in hand; of what merely passes
   * through `captureExceptions`, `{ type: 'auto.function.capture_exceptions', handled: false }`.
   */
  readonly mechanism?: Mechanism
}

/** What `capture` takes: whatever the kind of event takes. */
export interface AnyCaptureOptions extends ExceptionOptions {
  /** For `Exception`: what was thrown. */
  readonly error?: unknown
  /** For `Message`: the text. */
  readonly message?: string
  /** For `Query`: the query. */
  readonly query?: string
  readonly engine?: string
  readonly params?: unknown
  readonly [option: string]: unknown
}

const PREFIX = 'raven.events.'
const CALLED_EMPTY = 'captureException was called without an error'
const NAMES: readonly EventTypeName[] = ['Exception', 'Message', 'Query']

/** The built-in kind a name means, the ancestor's dotted names included; undefined for others. */
export function eventTypeOf(name: unknown): EventTypeName | undefined {
  if (typeof name !== 'string') return undefined
  const short = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
  return NAMES.find((one) => one === short)
}

/** Which event it becomes, and the method of ours that frames are shown above of. */
export interface SnapshotPlace {
  readonly id: string
  readonly above: unknown
  /** Whether one more event of this kind is to be made. Default always. */
  readonly admit?: (key: string) => boolean
  /** Hears of a handler that failed. */
  readonly onHandlerFailed: (error: unknown) => void
}

/**
 * What a kind of event makes of its options; undefined when one more of that kind is not to be made. A
 * name nobody knows makes a message that says so, and so does a handler that fails.
 */
export function snapshotOf(
  snapshots: Snapshots,
  type: unknown,
  options: AnyCaptureOptions,
  at: SnapshotPlace,
): Snapshot | undefined {
  const all = fieldsOf(options)
  const { error, mechanism, message, query, engine, params, ...given } = all
  const isWanted = (text: string): boolean => isAdmitted(at, { kind: String(type), text, params })
  switch (eventTypeOf(type)) {
    case 'Exception': {
      if (Object.hasOwn(all, 'error'))
        return snapshots.exception({ ...at, thrown: error, mechanism }, given)
      const said = { ...at, message: CALLED_EMPTY, level: 'error' } as const
      return isWanted(CALLED_EMPTY) ? snapshots.message(said, { stack: true, ...given }) : undefined
    }
    case 'Message': {
      const text = messageOf(message ?? '')
      const said = { message: text, level: 'info', ...paramsOf(params), ...at } as const
      return isWanted(text) ? snapshots.message(said, given) : undefined
    }
    case 'Query': {
      const text = messageOf(query ?? '')
      const asked = { query: text, engine, params, level: 'error', ...at } as const
      return isWanted(text) ? snapshots.query(asked, given) : undefined
    }
    case undefined:
      return byHandler(snapshots, type, options, at)
  }
}

interface Said {
  readonly kind: string
  readonly text: string
  readonly params: unknown
}

function isAdmitted({ admit }: SnapshotPlace, { kind, text, params }: Said): boolean {
  return !admit || admit(messageKey(kind, text, params))
}

/** What a handler makes of the options. */
interface Handled {
  readonly data: Readonly<Record<string, unknown>>
  readonly text: string
}

const HANDLER_FAILED = 'the handler of this event failed'

/** What a handler answers counts like `data`; explicit `data` wins over it. Where it fails, that is said. */
function handled(
  handler: EventHandler<object>,
  options: AnyCaptureOptions,
  onFailed: (error: unknown) => void,
): Handled {
  const { message, data: given } = fieldsOf(options)
  const own = fieldsOf(given)
  try {
    const data = { ...fieldsOf(handler.capture(options)), ...own }
    return { data, text: messageOf(message ?? handler.toString(data)) }
  } catch (error) {
    onFailed(error)
    const contexts = { raven: { skeleton: 'the handler failed' } }
    return { data: { contexts, ...own }, text: messageOf(message ?? HANDLER_FAILED) }
  }
}

/** A kind of event of the program's own, or one that nobody knows. */
function byHandler(
  snapshots: Snapshots,
  type: unknown,
  options: AnyCaptureOptions,
  at: SnapshotPlace,
): Snapshot | undefined {
  const { message: _, params, ...given } = fieldsOf(options)
  const made = isEventHandler(type)
    ? handled(type, options, at.onHandlerFailed)
    : { data: fieldsOf(given.data), text: `there is no kind of event "${messageOf(type)}"` }
  const { data, text } = made
  if (!isAdmitted(at, { kind: 'other', text, params })) return undefined
  const said = { ...at, message: text, ...paramsOf(params), level: 'error' } as const
  return snapshots.message(said, { ...given, data })
}

/** Parameters as far as a message understands them. */
function paramsOf(params: unknown): { params?: MessageParams } {
  return typeof params === 'object' && params !== null ? { params: params as MessageParams } : {}
}

/** Whether something can be used as a kind of event. */
export function isEventHandler(value: unknown): value is EventHandler<object> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof readProperty(value, 'capture') === 'function'
  )
}
