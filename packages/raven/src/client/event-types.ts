/** What `client.capture` can be asked to capture, by the names old configurations use. */

/** The built-in kinds of events. */
export type EventTypeName = 'Exception' | 'Message' | 'Query'

/** A kind of event of your own. */
export interface EventHandler<O = never> {
  /** The attributes of the event; what the caller gave as `data` wins over them. */
  capture(options: O): Readonly<Record<string, unknown>>
  /** The event's message, when it has none. */
  toString(data?: Readonly<Record<string, unknown>>): string
}

const PREFIX = 'raven.events.'
const NAMES: readonly EventTypeName[] = ['Exception', 'Message', 'Query']

/** The built-in kind a name means, the ancestor's dotted names included; undefined for others. */
export function eventTypeOf(name: unknown): EventTypeName | undefined {
  if (typeof name !== 'string') return undefined
  const short = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
  return NAMES.find((one) => one === short)
}

/** Whether something can be used as a kind of event. */
export function isEventHandler(value: unknown): value is EventHandler<object> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'capture' in value &&
    typeof value.capture === 'function'
  )
}
