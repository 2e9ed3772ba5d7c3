/** What may leave of an event when its hooks failed and cannot vouch for it: where, not what. */

import type { Event, ExceptionValue, Frame } from '../protocol/event.ts'

/** Type, mechanism, and the innermost in-app function, file and line; no value, source, context or user. */
export function skeletonOf(event: Event, reason: string): Event {
  const { event_id, timestamp, platform, level, release, environment, sdk, exception } = event
  const kept = { event_id, timestamp, platform, level, release, environment, sdk }
  const bare: Event = Object.fromEntries(
    Object.entries(kept).filter(([, value]) => value !== undefined),
  )
  return {
    ...bare,
    ...(exception === undefined
      ? {}
      : { exception: { values: exception.values.map(bareException) } }),
    contexts: { raven: { skeleton: reason } },
  }
}

function bareException({ type, mechanism, stacktrace }: ExceptionValue): ExceptionValue {
  const frame = stacktrace?.frames.findLast(({ in_app }) => in_app === true)
  return {
    ...(type === undefined ? {} : { type }),
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(frame === undefined ? {} : { stacktrace: { frames: [bareFrame(frame)] } }),
  }
}

function bareFrame({ filename, function: name, lineno }: Frame): Frame {
  return {
    ...(filename === undefined ? {} : { filename }),
    ...(name === undefined ? {} : { function: name }),
    ...(lineno === undefined ? {} : { lineno }),
    in_app: true,
  }
}
