/** The ancestor's processors, under their names. The client's own sanitizer runs after them in any case. */

import { ConfigurationError } from '../errors.ts'
import type { Event, ExceptionValue, Frame, Stacktrace, Thread } from '../protocol/event.ts'
import type { Processor } from './processor.ts'
import { Sanitizer } from './sanitizer.ts'
import { onlyTest } from './sensitive-keys.ts'

/** Masks what the built-in names find, as `processors` could ask for. */
export class SanitizePasswordsProcessor {
  readonly #sanitizer = new Sanitizer()

  process(event: Event): Event {
    return this.#sanitizer.sanitize(event).event
  }
}

/** Masks what names of your own find, and nothing else. */
export class SanitizeKeysProcessor {
  readonly #sanitizer: Sanitizer

  /**
   * `sanitizeKeys` are matched as part of a name, without case.
   *
   * @throws {ConfigurationError} without names: it would do nothing, and somebody would rely on it
   */
  constructor(sanitizeKeys: readonly string[]) {
    if (!Array.isArray(sanitizeKeys) || sanitizeKeys.length === 0) {
      throw new ConfigurationError(
        'SanitizeKeysProcessor needs a list of names: new SanitizeKeysProcessor(["name"])',
      )
    }
    this.#sanitizer = new Sanitizer({ only: onlyTest(sanitizeKeys) })
  }

  process(event: Event): Event {
    return this.#sanitizer.sanitize(event).event
  }
}

/** Removes the variables of every frame, those of causes and of message stacks included. */
export class RemoveStackLocalsProcessor {
  process(event: Event): Event {
    const { exception, threads } = event
    return {
      ...event,
      ...(exception && { exception: { values: exception.values.map(withoutVars) } }),
      ...(threads && { threads: { values: threads.values.map(withoutVars) } }),
    }
  }
}

/** Removes the body of the request. */
export class RemovePostDataProcessor {
  process(event: Event): Event {
    if (!event.request) return event
    const { data: _, ...request } = event.request
    return { ...event, request }
  }
}

const PREFIX = 'raven.processors.'

/** The processor an old configuration names; undefined for names nobody knows. May throw a `ConfigurationError`. */
export function processorNamed(
  name: string,
  sanitizeKeys: readonly string[],
): Processor | undefined {
  switch (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name) {
    case 'SanitizePasswordsProcessor':
      return new SanitizePasswordsProcessor()
    case 'SanitizeKeysProcessor':
      return new SanitizeKeysProcessor(sanitizeKeys)
    case 'RemoveStackLocalsProcessor':
      return new RemoveStackLocalsProcessor()
    case 'RemovePostDataProcessor':
      return new RemovePostDataProcessor()
    default:
      return undefined
  }
}

function withoutVars<T extends ExceptionValue | Thread>(link: T): T {
  return link.stacktrace ? { ...link, stacktrace: bare(link.stacktrace) } : link
}

function bare(stacktrace: Stacktrace): Stacktrace {
  return { ...stacktrace, frames: stacktrace.frames.map(withoutFrameVars) }
}

/** A frame that shows no variables stays the very object it was, which is cheaper to encode. */
function withoutFrameVars(frame: Frame): Frame {
  if (frame.vars === undefined) return frame
  const { vars: _, ...rest } = frame
  return rest
}
