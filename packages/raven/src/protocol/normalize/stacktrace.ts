/**
 * Stack traces and their frames (protocol section 10).
 */

import type { Frame, Json, JsonObject, Stacktrace } from '../event.ts'
import { isJsonList, isJsonObject } from '../json.ts'
import { boundedObject } from './bounded-json.ts'
import { compact } from './compact.ts'
import { cleanText, fitText, scalarText } from './text.ts'

const MAX_FRAMES = 250
const MAX_CONTEXT_LINES = 20
const CONTEXT_LINE = { max: 2000 }
const NAME = { max: 256, tolerance: 20 }
/** The end of a path says most, so paths get more room than the protocol asks for. */
const PATH = { max: 1024 }
const VARS = { depth: 5, size: 8192 }

/** The trace, oldest call first; of too many frames the oldest go. Nothing without a frame. */
export function normalizeStacktrace(value: Json | undefined): Stacktrace | undefined {
  const list = isJsonObject(value) ? value['frames'] : value
  if (!isJsonList(list)) return undefined
  const frames = list.slice(-MAX_FRAMES).flatMap((frame) => normalizeFrame(frame) ?? [])
  return frames.length === 0 ? undefined : { frames }
}

function normalizeFrame(value: Json): Frame | undefined {
  if (!isJsonObject(value)) return undefined
  const { filename, abs_path } = pathsOf(value)
  const { pre_context, context_line, post_context } = sourceAround(value)
  // Key by key: objects made by spreading parts of several shapes cost five times as much.
  const frame = compact({
    filename,
    abs_path,
    function: scalarText(value['function'], NAME),
    module: scalarText(value['module'], NAME),
    lineno: position(value['lineno']),
    colno: position(value['colno']),
    pre_context,
    context_line,
    post_context,
    in_app: typeof value['in_app'] === 'boolean' ? value['in_app'] : undefined,
    vars: boundedObject(value['vars'], VARS),
  })
  const place = frame.filename ?? frame.function ?? frame.module ?? frame.context_line
  return place === undefined ? undefined : frame
}

function sourceAround(
  frame: JsonObject,
): Pick<Frame, 'context_line' | 'pre_context' | 'post_context'> {
  const line = frame['context_line']
  return compact({
    pre_context: contextLines(frame['pre_context'], -MAX_CONTEXT_LINES),
    context_line: typeof line === 'string' ? fitText(line, CONTEXT_LINE) : undefined,
    post_context: contextLines(frame['post_context'], 0, MAX_CONTEXT_LINES),
  })
}

/** An empty line is a line: only what is no text at all counts as absent. */
function contextLines(value: Json | undefined, start: number, end?: number): string[] | undefined {
  if (!isJsonList(value) || value.length === 0) return undefined
  return value.slice(start, end).map((line) => scalarText(line, CONTEXT_LINE) ?? '')
}

function position(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined
}

/**
 * The short and the full name of a file. Of one alone the other is made where it is a URL, as which
 * clients in browsers name every file.
 */
function pathsOf(frame: JsonObject): Pick<Frame, 'filename' | 'abs_path'> {
  const filename = scalarText(frame['filename'], PATH)
  const absPath = scalarText(frame['abs_path'], PATH)
  if (filename !== undefined && absPath !== undefined) return { filename, abs_path: absPath }
  const only = absPath ?? filename
  if (only === undefined) return {}
  if (isUrl(only)) return { filename: urlPath(only), abs_path: only }
  return compact({ filename: only, abs_path: absPath })
}

function isUrl(path: string): boolean {
  return /^(?:https?|file|applewebdata):/i.test(path)
}

/** The path of a URL, or the URL itself where it has none. */
function urlPath(url: string): string {
  if (!URL.canParse(url)) return url
  return cleanText(new URL(url).pathname).slice(0, PATH.max) || url
}
