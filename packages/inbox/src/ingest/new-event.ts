/** An event as it came becomes an event to keep. */

import {
  eventCulprit,
  eventTitle,
  explainGrouping,
  normalizeEvent,
  normalizeTimestamp,
} from 'raven-ts/protocol'
import type { JsonObject, NormalEvent } from 'raven-ts/protocol'
import type { NewEvent } from '../store/store.ts'
import { happenedAt } from './happened-at.ts'
import { searchText } from './search-text.ts'

/** What came, parsed, and where and when it came. */
export interface Arrived {
  readonly json: JsonObject
  /** The bytes of {@link json}. */
  readonly raw: Uint8Array
  readonly project: string
  /** 32 lower-case hex digits; wins over the id inside. */
  readonly eventId: string | undefined
  /** `name/version` of the client, for events that do not say. */
  readonly client: string
  /** The envelope's `sent_at`. */
  readonly sentAt: string | undefined
}

/** What the outside world gives. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** 32 lower-case hex digits. */
  readonly randomId: () => string
}

/** The event, named, grouped and dated. Costs one pass over it; nothing is parsed again. */
export function newEvent(arrived: Arrived, surroundings: Surroundings): NewEvent {
  const now = surroundings.now()
  const event = normalizeEvent(arrived.json, now / 1000)
  const title = eventTitle(event)
  const grouping = explainGrouping(event)
  return {
    project: arrived.project,
    eventId: arrived.eventId ?? event.event_id ?? surroundings.randomId(),
    receivedAt: now,
    happenedAt: timeOf(event, arrived.sentAt, now),
    level: event.level,
    title,
    culprit: eventCulprit(event),
    platform: event.platform,
    environment: event.environment ?? '',
    release: event.release ?? '',
    sdk: event.sdk ? `${event.sdk.name}/${event.sdk.version}` : arrived.client,
    groupKey: grouping.key,
    groupReason: grouping.reason,
    searchText: searchText(event, title),
    event,
    raw: arrived.raw,
  }
}

function timeOf(event: NormalEvent, sentAtText: string | undefined, now: number): number {
  const sentAt = normalizeTimestamp(sentAtText, now / 1000)
  return happenedAt({
    now,
    timestamp: event.timestamp === undefined ? undefined : event.timestamp * 1000,
    sentAt: sentAt === undefined ? undefined : sentAt * 1000,
  })
}
