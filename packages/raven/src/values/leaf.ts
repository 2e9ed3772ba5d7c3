/**
 * Objects of the language that are shown as one piece of text.
 *
 * They are read by the language's own methods, never by theirs: a program may have given any object
 * a `toJSON`, a `getTime` or a `byteLength` of its own.
 */

import type { Json } from '../protocol/event.ts'
import { className, describeBigint } from './describe.ts'

/** Text or plain value for a date, buffer, pattern and the like; undefined for anything else. May throw. */
export function leafOf(value: object): Json | undefined {
  if (ArrayBuffer.isView(value)) return `[${className(value)}: ${byteLengthOf(value)} bytes]`
  if (value instanceof Date) return dateText(value)
  if (value instanceof RegExp) return patternText(value)
  if (value instanceof URL) return Reflect.get(URL.prototype, 'href', value)
  if (value instanceof Promise) return '[Promise]'
  if (value instanceof ArrayBuffer) return bufferText(ArrayBuffer.prototype, value)
  if (isSharedBuffer(value)) return bufferText(SharedArrayBuffer.prototype, value)
  return unboxed(value)
}

/** Pages that are not isolated have no such class. */
function isSharedBuffer(value: object): boolean {
  return typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer
}

function bufferText(prototype: object, value: object): string {
  return `[${className(value)}: ${Number(Reflect.get(prototype, 'byteLength', value))} bytes]`
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object

function byteLengthOf(view: ArrayBufferView): number {
  const maker = view instanceof DataView ? DataView.prototype : TYPED_ARRAY
  const length: unknown = Reflect.get(maker, 'byteLength', view)
  return Number(length)
}

function dateText(date: Date): string {
  const time = Date.prototype.getTime.call(date)
  return Number.isNaN(time) ? '[Invalid Date]' : new Date(time).toISOString()
}

const FLAGS = {
  hasIndices: 'd',
  global: 'g',
  ignoreCase: 'i',
  multiline: 'm',
  dotAll: 's',
  unicode: 'u',
  unicodeSets: 'v',
  sticky: 'y',
} as const

function patternText(pattern: RegExp): string {
  let flags = ''
  for (const [name, letter] of Object.entries(FLAGS)) {
    if (Reflect.get(RegExp.prototype, name, pattern) === true) flags += letter
  }
  return `/${Reflect.get(RegExp.prototype, 'source', pattern)}/${flags}`
}

/** What `new String('text')` and its like hold. */
function unboxed(value: object): Json | undefined {
  switch (className(value)) {
    case 'String':
      return String.prototype.valueOf.call(value)
    case 'Number':
      return Number.prototype.valueOf.call(value)
    case 'Boolean':
      return Boolean.prototype.valueOf.call(value)
    case 'BigInt':
      return describeBigint(BigInt.prototype.valueOf.call(value))
    default:
      return undefined
  }
}
