/**
 * Whatever a client sent becomes an event of one shape.
 *
 * A part of the wrong type is left out and never spoils the rest (protocol sections 8 to 16).
 * Receivers keep the raw JSON beside it, so nothing is lost by leaving out.
 */

import type { Json, JsonObject, Level, NormalEvent } from './event.ts'
import { normalizeEventId } from './ids.ts'
import { isJsonObject } from './json.ts'
import { normalizeBreadcrumbs } from './normalize/breadcrumbs.ts'
import { compact, unlessEmpty } from './normalize/compact.ts'
import {
  normalizeContexts,
  normalizeExtra,
  normalizeModules,
  normalizeSdk,
} from './normalize/contexts.ts'
import { normalizeException } from './normalize/exception.ts'
import { withLegacyNames } from './normalize/legacy.ts'
import { normalizeLevel } from './normalize/level.ts'
import { normalizeMessage } from './normalize/message.ts'
import { normalizeRequest } from './normalize/request.ts'
import { normalizeFingerprint, normalizeTags } from './normalize/tags.ts'
import { fitText, trimmedText } from './normalize/text.ts'
import { normalizeThreads } from './normalize/threads.ts'
import { normalizeTimestamp } from './normalize/timestamp.ts'
import { normalizeUser } from './normalize/user.ts'

const WORD = { max: 64 }
const LABEL = { max: 200 }
const HOST = { max: 256, tolerance: 20 }

/**
 * An event fit to be shown and grouped. Never throws; normalising twice is normalising once.
 *
 * @param receivedAtSeconds Unix seconds; lets a timestamp in milliseconds be recognised as such.
 */
export function normalizeEvent(raw: Json, receivedAtSeconds?: number): NormalEvent {
  const event = withLegacyNames(isJsonObject(raw) ? raw : {})
  return compact({
    ...identity(event, receivedAtSeconds),
    ...origin(event),
    ...happening(event, receivedAtSeconds),
    ...surroundings(event),
  })
}

function identity(event: JsonObject, receivedAtSeconds: number | undefined) {
  const id = event['event_id']
  return {
    event_id: typeof id === 'string' ? normalizeEventId(id) : undefined,
    timestamp: normalizeTimestamp(event['timestamp'], receivedAtSeconds),
    platform: trimmedText(event['platform'], WORD) ?? 'other',
    level: normalizeLevel(event['level']) ?? defaultLevel(event),
    fingerprint: normalizeFingerprint(event['fingerprint']),
  }
}

function defaultLevel(event: JsonObject): Level {
  return event['type'] === 'transaction' ? 'info' : 'error'
}

/** Where it comes from, and the tags, one of which may say so too. */
function origin(event: JsonObject) {
  const { environment, ...tags } = Object.fromEntries(normalizeTags(event['tags']))
  return {
    logger: oneLine(event['logger'], WORD),
    transaction: oneLine(event['transaction'], LABEL),
    culprit: oneLine(event['culprit'], LABEL),
    server_name: oneLine(event['server_name'], HOST),
    release: oneLine(event['release'], LABEL),
    dist: oneLine(event['dist'], WORD),
    environment: oneLine(event['environment'] ?? environment, WORD),
    tags: unlessEmpty(tags),
  }
}

function happening(event: JsonObject, receivedAtSeconds: number | undefined) {
  return {
    logentry: normalizeMessage(event['logentry'], event['message']),
    exception: normalizeException(event['exception']),
    threads: normalizeThreads(event['threads'], event['stacktrace']),
    breadcrumbs: normalizeBreadcrumbs(event['breadcrumbs'], receivedAtSeconds),
  }
}

function surroundings(event: JsonObject) {
  return {
    request: normalizeRequest(event['request']),
    user: normalizeUser(event['user']),
    contexts: normalizeContexts(event['contexts']),
    extra: normalizeExtra(event['extra']),
    modules: normalizeModules(event['modules']),
    sdk: normalizeSdk(event['sdk']),
  }
}

/** A label of one line: names of routes, hosts and releases have no second one. */
function oneLine(value: Json | undefined, limit: { max: number }): string | undefined {
  const text = trimmedText(value, limit)
  return text === undefined ? undefined : fitText(text.replace(/[\r\n\t\f]+/g, ' '), limit)
}
