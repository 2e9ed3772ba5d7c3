/**
 * Exceptions, oldest cause first (protocol section 9).
 */

import type { ExceptionValue, Json, JsonObject, Mechanism } from '../event.ts'
import { isJsonObject } from '../json.ts'
import { boundedObject } from './bounded-json.ts'
import { compact } from './compact.ts'
import { normalizeStacktrace } from './stacktrace.ts'
import { anyText, scalarText } from './text.ts'
import { wrappedList } from './wrapped-list.ts'

const MAX_EXCEPTIONS = 100
const TYPE = { max: 256, tolerance: 20 }
const VALUE = { max: 8192, tolerance: 200 }
const WORD = { max: 128 }
const DATA = { depth: 5, size: 8192 }

/** All exceptions that say anything; of too many the captured one and those next to it stay. */
export function normalizeException(
  value: Json | undefined,
): { readonly values: readonly ExceptionValue[] } | undefined {
  const values = wrappedList(value)
    .slice(-MAX_EXCEPTIONS)
    .flatMap((one) => normalizeOne(one) ?? [])
  const last = values.at(-1)
  if (last === undefined) return undefined
  const beside = isJsonObject(value) ? normalizeMechanism(value['mechanism']) : undefined
  if (beside === undefined || last.mechanism !== undefined) return { values }
  // Old browser clients put the mechanism beside the list.
  return { values: [...values.slice(0, -1), { ...last, mechanism: beside }] }
}

function normalizeOne(raw: JsonObject): ExceptionValue | undefined {
  const exception = compact({
    type: scalarText(raw['type'], TYPE),
    value: anyText(raw['value'], VALUE),
    module: scalarText(raw['module'], TYPE),
    thread_id: threadId(raw['thread_id']),
    stacktrace: normalizeStacktrace(raw['stacktrace']),
    mechanism: normalizeMechanism(raw['mechanism']),
  })
  const content = exception.type ?? exception.value ?? exception.stacktrace
  return content === undefined ? undefined : exception
}

function normalizeMechanism(raw: Json | undefined): Mechanism | undefined {
  if (!isJsonObject(raw) || Object.keys(raw).length === 0) return undefined
  return compact({
    type: scalarText(raw['type'], WORD) ?? 'generic',
    handled: flag(raw['handled']),
    synthetic: flag(raw['synthetic']),
    exception_id: index(raw['exception_id']),
    parent_id: index(raw['parent_id']),
    is_exception_group: flag(raw['is_exception_group']),
    source: scalarText(raw['source'], WORD),
    data: boundedObject(raw['data'], DATA),
  })
}

/** The id of a thread: a number, or a short text. */
export function threadId(value: Json | undefined): number | string | undefined {
  return typeof value === 'number' ? value : scalarText(value, WORD)
}

function flag(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

function index(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
