/**
 * Fingerprints: grounds that the program itself gives (protocol section 14).
 */

import type { Event, Frame } from '../protocol/event.ts'
import type { Grounds } from './grounds.ts'

const VARIABLE = /\{\{\s{0,8}([\w.:-]{1,220})\s{0,8}\}\}/g

/**
 * Grounds from the event's fingerprint; nothing without one, or if it asks for the default alone.
 *
 * @param byDefault what the event would be grouped by; called only if the fingerprint asks for it.
 */
export function fingerprintGrounds(event: Event, byDefault: () => Grounds): Grounds | undefined {
  const entries = event.fingerprint ?? []
  if (entries.every(isDefault)) return undefined
  const fallback = entries.some(isDefault) ? byDefault() : undefined
  const own = entries.filter((entry) => !isDefault(entry)).map((entry) => expand(entry, event))
  const shown = own.join(', ')
  return {
    parts: ['fingerprint', ...own, ...(fallback?.parts ?? [])],
    reason:
      fallback === undefined
        ? `Fingerprint set by the program: ${shown}`
        : `Fingerprint set by the program: ${shown}; and ${fallback.reason}`,
  }
}

function isDefault(entry: string): boolean {
  return /^\s*\{\{\s*default\s*\}\}\s*$/.test(entry.slice(0, 64))
}

function expand(entry: string, event: Event): string {
  return entry.replace(VARIABLE, (place: string, name: string) => valueOf(name, event) ?? place)
}

/** The value of a variable, `<no-…>` if the event has none; nothing if there is no such variable. */
function valueOf(name: string, event: Event): string | undefined {
  const known = variable(name, event)
  if (known === undefined) return undefined
  return known.value ?? `<no-${name.replaceAll('.', '-')}>`
}

function variable(name: string, event: Event): { value: string | undefined } | undefined {
  if (name.startsWith('tags.')) return { value: tag(name.slice('tags.'.length), event) }
  const exception = event.exception?.values.at(-1)
  if (name === 'transaction') return { value: event.transaction }
  if (name === 'level') return { value: event.level }
  if (name === 'logger') return { value: event.logger }
  if (name === 'message') return { value: event.logentry?.formatted ?? event.logentry?.message }
  if (name === 'error.type' || name === 'type') return { value: exception?.type }
  if (name === 'error.value' || name === 'value') return { value: exception?.value }
  if (!name.startsWith('stack.')) return undefined
  return frameVariable(name.slice('stack.'.length), exception?.stacktrace?.frames ?? [])
}

function tag(key: string, event: Event): string | undefined {
  const tags = event.tags ?? {}
  return Object.hasOwn(tags, key) ? tags[key] : undefined
}

/** Of the frame where it happened: the innermost of the app, else the innermost. */
function frameVariable(
  name: string,
  frames: readonly Frame[],
): { value: string | undefined } | undefined {
  const frame = frames.findLast((one) => one.in_app === true) ?? frames.at(-1)
  if (name === 'function') return { value: frame?.function }
  if (name === 'abs_path') return { value: frame?.abs_path }
  if (name === 'filename') return { value: frame?.filename }
  return name === 'module' || name === 'package' ? { value: frame?.module } : undefined
}
