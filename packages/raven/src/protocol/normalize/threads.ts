/**
 * Threads, and the stacks of messages (protocol section 11).
 */

import type { Json, JsonObject, Thread } from '../event.ts'
import { compact } from './compact.ts'
import { threadId } from './exception.ts'
import { normalizeStacktrace } from './stacktrace.ts'
import { scalarText } from './text.ts'
import { wrappedList } from './wrapped-list.ts'

const MAX_THREADS = 250
const NAME = { max: 256 }

/** The threads in either form; a stack on its own, as old clients send it, becomes one. */
export function normalizeThreads(
  value: Json | undefined,
  bareStack: Json | undefined,
): { readonly values: readonly Thread[] } | undefined {
  const values = wrappedList(value)
    .slice(0, MAX_THREADS)
    .flatMap((raw) => normalizeOne(raw) ?? [])
  const stacktrace = values.length === 0 ? normalizeStacktrace(bareStack) : undefined
  if (stacktrace !== undefined) return { values: [{ id: 0, current: true, stacktrace }] }
  return values.length === 0 ? undefined : { values }
}

function normalizeOne(raw: JsonObject): Thread | undefined {
  const id = threadId(raw['id'])
  const stacktrace = normalizeStacktrace(raw['stacktrace'])
  if (id === undefined && stacktrace === undefined) return undefined
  return compact({
    id: id ?? 0,
    name: scalarText(raw['name'], NAME),
    crashed: raw['crashed'] === true ? true : undefined,
    current: raw['current'] === true ? true : undefined,
    stacktrace,
  })
}
