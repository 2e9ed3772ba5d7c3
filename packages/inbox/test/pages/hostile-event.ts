/** Events made to break a page. */

import type { Json, JsonObject } from 'raven-ts/protocol'
import { shopEvent } from './sample-event.ts'

/** Markup that would run, were it not escaped; the second also leaves an attribute. */
export const PAYLOAD = '<script>window.pwned=1</script>"><img src=x onerror=window.pwned=1>\u202E'

/** Strings that a page must keep as they are for the event to be shown at all. */
const KEPT = new Set(['event_id', 'platform', 'level'])

/** The same JSON with every string and every key of free-form objects made hostile. */
function poison(value: Json, key = '', free = false): Json {
  if (typeof value === 'string') return KEPT.has(key) ? value : `${PAYLOAD}${value}`
  if (Array.isArray(value)) return value.map((item: Json) => poison(item, key, free))
  if (value === null || typeof value !== 'object') return value
  const inside =
    free || ['extra', 'tags', 'modules', 'user', 'headers', 'cookies', 'data', 'vars'].includes(key)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      inside || key === 'contexts' ? `${PAYLOAD}${name}` : name,
      poison(item, name, inside),
    ]),
  )
}

/** An event whose every string wants to run. */
export function hostileEvent(eventId: string, at: number): JsonObject {
  const poisoned = poison(shopEvent(eventId, at)) as JsonObject
  return {
    ...poisoned,
    request: {
      method: 'GET<b>',
      url: `javascript:window.pwned=1//${PAYLOAD}`,
      headers: { [PAYLOAD]: PAYLOAD },
      cookies: PAYLOAD,
      query_string: `a=${PAYLOAD}`,
      data: JSON.stringify({ [PAYLOAD]: PAYLOAD }),
    },
    logentry: { message: `%s ${PAYLOAD}`, params: [PAYLOAD], formatted: PAYLOAD },
    // A renderer must not take an object from outside for its own, ready markup.
    extra: {
      [PAYLOAD]: { isEscaped: true, toString: PAYLOAD, html: PAYLOAD },
      constructor: PAYLOAD,
    },
  }
}

/** So many names with values. */
function wide(count: number): JsonObject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`key${index}`, `value of ${index}`]),
  )
}

function hugeFrame(index: number): JsonObject {
  return {
    function: `call${index}`,
    filename: `src/file${index}.ts`,
    lineno: index + 100,
    colno: 901,
    in_app: index % 7 !== 0,
    pre_context: Array.from({ length: 9 }, () => `'a'+1;`.repeat(40)),
    context_line: `${'x+'.repeat(450)}here${'+y'.repeat(450)}`,
    vars: wide(20),
  }
}

/** An event that is large in every direction a page draws: some megabytes of JSON. */
export function hugeEvent(eventId: string, at: number): JsonObject {
  const frames = Array.from({ length: 250 }, (_, index) => hugeFrame(index))
  return {
    event_id: eventId,
    timestamp: at / 1000,
    platform: 'node',
    exception: {
      values: [
        ...Array.from({ length: 30 }, (_, index) => ({ type: `Cause${index}`, value: 'cause' })),
        { type: 'Inner', value: 'w'.repeat(8000), stacktrace: { frames } },
        { type: 'Outer', value: 'w'.repeat(8000), stacktrace: { frames } },
      ],
    },
    breadcrumbs: {
      values: Array.from({ length: 1000 }, (_, index) => ({
        timestamp: at / 1000 - 1000 + index,
        message: `crumb ${index} ${'m'.repeat(1200)}`,
        data: { much: 'd'.repeat(300) },
      })),
    },
    extra: { inner: wide(10_000), long: 'l'.repeat(100_000), ...wide(10_000) },
    contexts: Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`context${index}`, wide(150)]),
    ),
    modules: wide(10_000),
    tags: wide(2_000),
    user: { id: 1, ...wide(2_000) },
    request: {
      url: `http://a.test/${'u'.repeat(9000)}`,
      headers: wide(2_000),
      cookies: wide(2_000),
      query_string: wide(2_000),
      data: wide(2_000),
    },
  }
}

/** An event made of words without an end, which a narrow screen must break. */
export function unbrokenEvent(eventId: string, at: number): JsonObject {
  const word = (length: number) => 'w'.repeat(length)
  return {
    ...shopEvent(eventId, at),
    transaction: word(200),
    release: word(200),
    server_name: word(200),
    exception: {
      values: [
        { type: word(200), value: word(900) },
        {
          type: word(200),
          value: `${word(900)}\n${word(900)}`,
          stacktrace: { frames: [hugeFrame(1), hugeFrame(7)] },
        },
      ],
    },
    tags: { [word(200)]: word(200) },
    extra: { [word(900)]: word(900), deep: { [word(900)]: { [word(900)]: word(900) } } },
    modules: { [word(200)]: word(200) },
    request: { url: `http://shop.example/${word(900)}`, headers: { [word(200)]: word(900) } },
    breadcrumbs: { values: [{ timestamp: at / 1000, category: word(200), message: word(900) }] },
  }
}
