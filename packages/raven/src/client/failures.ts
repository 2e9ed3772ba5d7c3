/**
 * What could not be sent, for whoever listens: diagnostic channels, and the program's logger.
 *
 * Made from the finished, masked event, and only a summary of it. A logger that captures into the same
 * client is not listened to meanwhile, or it would never end.
 */

import { answerText } from '../delivery/verdict.ts'
import type { Logger } from '../options.ts'
import { decodeEnvelope } from '../protocol/decode-envelope.ts'
import { decodeJson } from '../protocol/json.ts'
import type { Answer } from '../transports/transport.ts'
import { clip } from '../values/clip.ts'
import { isRecord, recordsIn } from '../values/json-object.ts'
import type { LossReason } from '../stats.ts'
import { quietly } from './quietly.ts'

/** A request that failed. */
export interface RequestFailure {
  readonly logger: 'sentry.errors'
  readonly message: string
  /** The server's HTTP status, when it said one. */
  readonly status?: number
}

/** An event that will never arrive. */
export interface EventFailure {
  readonly logger: 'sentry.errors.uncaught'
  readonly id: string
  readonly reason: LossReason
  /** The error's type and value, or the message. */
  readonly message: string
  /** Innermost last. */
  readonly frames: readonly string[]
}

/** What telling needs. */
export interface FailureOutlets {
  /** Publishes on a diagnostic channel, when somebody listens there. */
  readonly publish: ((channel: string, make: () => object) => void) | undefined
  readonly logger: Logger | undefined
}

const MAX_TEXT = 500
const PREFIX = 'raven:'
const NO_MESSAGE = '<no message value>'

/** Tells of the failures of one client. Nothing here throws. */
export class Failures {
  readonly #outlets: FailureOutlets
  #isTelling = false

  constructor(outlets: FailureOutlets) {
    this.#outlets = outlets
  }

  /** Whether somebody is being told just now. */
  get isTelling(): boolean {
    return this.#isTelling
  }

  /** The server refused, or could not be reached. */
  request(answer: Answer): void {
    this.#tell('sentry.errors', (logger): RequestFailure => ({
      logger,
      message: clip(answerText(answer), MAX_TEXT),
      ...(answer.ok ? { status: answer.status } : {}),
    }))
  }

  /** An event is lost; `read` answers the items of its envelope, as far as they are known. */
  event(id: string, reason: LossReason, read: () => Uint8Array | undefined): void {
    this.#tell('sentry.errors.uncaught', (logger): EventFailure => ({
      logger,
      id,
      reason,
      ...summaryOf(read()),
    }))
  }

  #tell<L extends string>(
    name: L,
    make: (logger: L) => { readonly message: string; readonly frames?: readonly string[] },
  ): void {
    if (this.#isTelling) return
    this.#isTelling = true
    const { publish, logger } = this.#outlets
    quietly(() => publish?.(PREFIX + name, () => make(name)))
    if (logger) {
      quietly(() => {
        const failure = make(name)
        const lines = [`${name}: ${failure.message}`, ...(failure.frames ?? [])]
        return logger.error(lines.join('\n  '), failure)
      })
    }
    this.#isTelling = false
  }
}

function summaryOf(items: Uint8Array | undefined): { message: string; frames: readonly string[] } {
  const event = items && eventIn(items)
  if (!isRecord(event)) return { message: NO_MESSAGE, frames: [] }
  const values = isRecord(event.exception) ? recordsIn(event.exception.values) : []
  const thrown = values.at(-1)
  const logentry = isRecord(event.logentry) ? event.logentry : {}
  const text = thrown
    ? `${wordOf(thrown.type)}: ${wordOf(thrown.value)}`
    : wordOf(logentry.formatted)
  const stack = isRecord(thrown?.stacktrace) ? recordsIn(thrown.stacktrace.frames) : []
  const frames = stack.map(
    ({ filename, lineno, function: name }) =>
      `${wordOf(filename)}:${wordOf(lineno)} in ${wordOf(name)}`,
  )
  return { message: clip(text || NO_MESSAGE, MAX_TEXT), frames }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Undefined for bytes that hold no event: a record that is damaged has nothing to tell. */
function eventIn(items: Uint8Array): unknown {
  try {
    const bytes = new Uint8Array(HEADERS.byteLength + items.byteLength)
    bytes.set(HEADERS)
    bytes.set(items, HEADERS.byteLength)
    const found = decodeEnvelope(bytes).items.find(({ headers }) => headers.type === 'event')
    return found && decodeJson(found.payload)
  } catch {
    return undefined // what it was about cannot be told; that it is lost is
  }
}

const HEADERS = new TextEncoder().encode('{}\n')
