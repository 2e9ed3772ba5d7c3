/**
 * Contexts, extra data, modules and the name of the client (protocol sections 13 and 15).
 */

import type { Json, JsonObject, SdkInfo } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { boundedJson, boundedObject } from './bounded-json.ts'
import { unlessEmpty } from './compact.ts'
import { fitText, scalarText } from './text.ts'

const MAX_CONTEXTS = 100
const CONTEXT = { depth: 7, size: 16_384 }
const KEY = { max: 200 }
const EXTRA_VALUE = { depth: 7, size: 16_384 }
const MAX_EXTRA_SIZE = 262_144
const MAX_EXTRA_ENTRIES = 1000
const MAX_MODULES = 2000
const VERSION = { max: 200 }

/** Every context that is an object and says something. */
export function normalizeContexts(
  value: Json | undefined,
): Readonly<Record<string, JsonObject>> | undefined {
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([alias, raw]) => {
    const context = isJsonObject(raw) ? boundedObject(raw, CONTEXT) : undefined
    return context === undefined ? [] : [[fitText(alias, KEY), context] as const]
  })
  return unlessEmpty(Object.fromEntries(entries.slice(0, MAX_CONTEXTS)))
}

/** Each value cut on its own, so that one huge value does not push out the others. */
export function normalizeExtra(value: Json | undefined): JsonObject | undefined {
  const object = isJsonList(value) ? Object.fromEntries(value.entries()) : value
  if (!isJsonObject(object)) return undefined
  const entries = Object.entries(object)
    .slice(0, MAX_EXTRA_ENTRIES)
    .flatMap(([key, raw]) => {
      const copy = boundedJson(raw, EXTRA_VALUE)
      return copy === undefined ? [] : [[fitText(key, KEY), copy] as const]
    })
  return boundedObject(Object.fromEntries(entries), { depth: 8, size: MAX_EXTRA_SIZE })
}

/** Names and versions of what the program is made of. */
export function normalizeModules(
  value: Json | undefined,
): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value)
    .slice(0, MAX_MODULES)
    .map(([name, version]) => [fitText(name, KEY), scalarText(version, VERSION) ?? ''] as const)
  return unlessEmpty(Object.fromEntries(entries))
}

/** The client; nothing without a name. */
export function normalizeSdk(value: Json | undefined): SdkInfo | undefined {
  if (!isJsonObject(value)) return undefined
  const name = scalarText(value['name'], KEY)
  if (name === undefined) return undefined
  return { name, version: scalarText(value['version'], VERSION) ?? '' }
}
