/**
 * Breadcrumbs, oldest first (protocol section 12).
 */

import type { Breadcrumb, Json, JsonObject } from '../event.ts'
import { boundedObject } from './bounded-json.ts'
import { compact } from './compact.ts'
import { normalizeLevel } from './level.ts'
import { anyText, scalarText } from './text.ts'
import { normalizeTimestamp } from './timestamp.ts'
import { wrappedList } from './wrapped-list.ts'

const MAX_BREADCRUMBS = 200
const WORD = { max: 128 }
const MESSAGE = { max: 8192, tolerance: 200 }
const DATA = { depth: 5, size: 8192 }

/** The newest breadcrumbs, in the order they came in, even if their clocks disagree. */
export function normalizeBreadcrumbs(
  value: Json | undefined,
  receivedAtSeconds: number | undefined,
): { readonly values: readonly Breadcrumb[] } | undefined {
  const values = wrappedList(value)
    .slice(-MAX_BREADCRUMBS)
    .map((raw) => normalizeOne(raw, receivedAtSeconds))
  return values.length === 0 ? undefined : { values }
}

function normalizeOne(raw: JsonObject, receivedAtSeconds: number | undefined): Breadcrumb {
  return compact({
    timestamp: normalizeTimestamp(raw['timestamp'], receivedAtSeconds),
    type: scalarText(raw['type'] ?? raw['ty'], WORD),
    category: scalarText(raw['category'], WORD),
    message: anyText(raw['message'], MESSAGE),
    level: normalizeLevel(raw['level']) ?? 'info',
    data: boundedObject(raw['data'], DATA),
  })
}
