/**
 * Files that travel with one event.
 *
 * They are read when the event is finished, are sent as they are, and are not masked: what is in them
 * is the program's choice. What is too much is left out, and the event says so.
 */

import { clip } from '../values/clip.ts'
import { fieldsOf } from '../values/fields.ts'
import { isRecord } from '../values/json-object.ts'
import { isInstanceOf } from '../values/kinds.ts'

/** One file, as a program gives it. */
export interface Attachment {
  /** Its name, without a path. */
  readonly filename: string
  /** Its content, or a function that makes it when it is needed. */
  readonly data: string | Uint8Array | (() => string | Uint8Array)
  /** Default `text/plain` for text, else `application/octet-stream`. */
  readonly contentType?: string
}

/** One file, read. */
export interface ReadAttachment {
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** The files of one event, and the names of those that could not come along. */
export interface ReadAttachments {
  readonly files: readonly ReadAttachment[]
  readonly leftOut: readonly string[]
}

/** Files of one event, and their bytes in all. */
const MAX_FILES = 10
const MAX_BYTES = 2 * 1024 * 1024
const MAX_NAME = 200
const MAX_TYPE = 100

/** Reads them in their order as long as there is room. Never throws. */
export function readAttachments(given: readonly unknown[]): ReadAttachments {
  const files: ReadAttachment[] = []
  const leftOut: string[] = []
  let left = MAX_BYTES
  for (const [index, one] of given.slice(0, MAX_FILES).entries()) {
    const file = readOne(one, index)
    if (file && file.bytes.byteLength <= left) {
      files.push(file)
      left -= file.bytes.byteLength
    } else leftOut.push(file?.filename ?? nameOf(one, index))
  }
  for (const one of given.slice(MAX_FILES, MAX_FILES * 2)) leftOut.push(nameOf(one, leftOut.length))
  return { files, leftOut }
}

function readOne(given: unknown, index: number): ReadAttachment | undefined {
  try {
    const { data, contentType } = fieldsOf(asRecord(given))
    const content: unknown = typeof data === 'function' ? Reflect.apply(data, undefined, []) : data
    const bytes = bytesOf(content)
    if (!bytes) return undefined
    const usual = typeof content === 'string' ? 'text/plain' : 'application/octet-stream'
    const type = typeof contentType === 'string' ? clip(contentType, MAX_TYPE) : usual
    return { filename: nameOf(given, index), contentType: type, bytes }
  } catch {
    return undefined // a function of the program's that fails costs this file, and the event says so
  }
}

/** Longer text is not even encoded. */
function bytesOf(content: unknown): Uint8Array | undefined {
  if (typeof content === 'string') {
    return content.length > MAX_BYTES ? undefined : new TextEncoder().encode(content)
  }
  return isInstanceOf(content, Uint8Array) ? content : undefined
}

/** The last part of a path is enough, and nothing in it may look like one. */
function nameOf(given: unknown, index: number): string {
  const { filename } = fieldsOf(asRecord(given))
  const path = typeof filename === 'string' ? filename : ''
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return clip(last, MAX_NAME) || `attachment-${index + 1}`
}

function asRecord(given: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(given) ? given : undefined
}
