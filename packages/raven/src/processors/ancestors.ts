/** The ancestor's processors, under their names. The client's own sanitizer runs after them in any case. */

import { ConfigurationError } from '../errors.ts'
import type { Event } from '../protocol/event.ts'
import { isRecord } from '../values/json-object.ts'
import { isList } from '../values/kinds.ts'
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

/** Removes the variables of every frame: of causes, of message stacks, and of a stack by itself. */
export class RemoveStackLocalsProcessor {
  process(event: Event): Event {
    const changed: [string, unknown][] = Object.entries(event).map(([name, value]) => [
      name,
      withoutLocals(name, value),
    ])
    return Object.fromEntries(changed)
  }
}

/** Removes the body of the request. */
export class RemovePostDataProcessor {
  process(event: Event): Event {
    if (!isRecord(event.request)) return event
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

/** An attribute of the event; explicit data and hooks may have given any of them any shape. */
function withoutLocals(name: string, value: unknown): unknown {
  if (name === 'stacktrace') return bareStack(value)
  if (name !== 'exception' && name !== 'threads') return value
  if (isList(value)) return value.map(bareLink)
  if (!isRecord(value)) return value
  return isList(value.values) ? { ...value, values: value.values.map(bareLink) } : bareLink(value)
}

/** An exception or a thread. */
function bareLink(link: unknown): unknown {
  if (!isRecord(link) || link.stacktrace === undefined) return link
  return { ...link, stacktrace: bareStack(link.stacktrace) }
}

function bareStack(stack: unknown): unknown {
  if (!isRecord(stack) || !isList(stack.frames)) return stack
  return { ...stack, frames: stack.frames.map(withoutFrameVars) }
}

/** A frame that shows no variables stays the very object it was, which is cheaper to encode. */
function withoutFrameVars(frame: unknown): unknown {
  if (!isRecord(frame) || frame.vars === undefined) return frame
  const { vars: _, ...rest } = frame
  return rest
}
