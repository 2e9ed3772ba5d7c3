/**
 * What one frame says about the kind of an error: file, function, source line; never a position
 * (protocol section 29, 4).
 */

import type { Frame } from '../protocol/event.ts'

const MAX_CONTEXT = 120

/** Calls that the runtime puts between ours; which of them show up changes with its version. */
const PLUMBING: ReadonlySet<string> = new Set([
  'eval',
  'runMicrotasks',
  'queueMicrotask',
  'processTicksAndRejections',
  'runNextTicks',
  'nextTick',
])
const NAMELESS: ReadonlySet<string> = new Set(['', '?', '<anonymous>', 'Anonymous function'])
/** A run of hex digits, or letters after a digit: `checkout2` is a name, `x3k9fd2a` is none. */
const HASH =
  /[.-](?=[0-9a-f]{0,40}\d[0-9a-f]{0,40}\.|[a-z]{0,40}\d{1,40}[a-z])[0-9a-z]{6,40}(?=\.)/g
const POLYFILL = /(?:^|\/)(?:@babel|core-js|regenerator-runtime|tslib)\//

/** What one frame contributes. */
export interface FrameWords {
  /** All that counts. */
  readonly key: string
  /** The same for people: the call and its file, without the source. */
  readonly shown: string
}

/** The words of a frame, in short; nothing if it says nothing. */
export function frameWords(frame: Frame): FrameWords | undefined {
  const file = frame.filename ?? frame.abs_path ?? ''
  if (isPlumbing(frame, file)) return undefined
  const call = functionName(frame.function ?? '')
  const remote = isRemote(frame)
  const place = moduleName(frame) ?? (remote ? '' : fileName(file))
  const source = remote && call === '' ? '' : sourceLine(frame.context_line ?? '')
  const words = [place, call, source].filter((word) => word !== '')
  // The name of a downloaded file often carries a hash: it counts only when nothing else does.
  const key = words.join(' | ') || fileName(file)
  if (key === '') return undefined
  const shown = call !== '' && place !== '' ? `${call} (${place})` : call || place || key
  return { key, shown }
}

/** The name of a call as its author wrote it: without receiver, keyword, alias or generated parts. */
export function functionName(name: string): string {
  const plain = name
    .slice(0, 300)
    .replace(/ \[as [^\]]{0,200}\]$/, '')
    .replace(/^(?:async |new |get |set )/, '')
    .trim()
  if (plain.endsWith('/<')) return ''
  const last = plain.endsWith(']') ? plain.slice(plain.lastIndexOf('[')) : lastPart(plain)
  return NAMELESS.has(last) ? '' : last
}

/** The last part of a path in lower case, without query, hash or version: `main.3f2a9c.js` is `main.js`. */
export function fileName(path: string): string {
  const clean = path.split(/[?#]/, 1)[0] ?? ''
  const base = clean.slice(Math.max(clean.lastIndexOf('/'), clean.lastIndexOf('\\')) + 1)
  return base
    .slice(-200)
    .toLowerCase()
    .replace(HASH, '')
    .replace(/[.-]v?\d{1,9}(?:\.\d{1,9}){1,3}(?=\.)/g, '')
}

function isPlumbing(frame: Frame, file: string): boolean {
  if (file === '[native code]' || file === '<anonymous>') return true
  return PLUMBING.has(functionName(frame.function ?? '')) || POLYFILL.test(file)
}

function isRemote(frame: Frame): boolean {
  return /^(?:https?|blob):/i.test(frame.abs_path ?? frame.filename ?? '')
}

/** A module that is only the path of its own URL carries the same hashes as the file. */
function moduleName(frame: Frame): string | undefined {
  const { module } = frame
  if (module === undefined || module === '' || module.includes('://')) return undefined
  if (isRemote(frame) && (frame.abs_path ?? '').includes(module)) return undefined
  return module
}

function sourceLine(line: string): string {
  const squeezed = line.length > MAX_CONTEXT * 4 ? '' : line.replace(/\s+/g, ' ').trim()
  return squeezed.length > MAX_CONTEXT ? '' : squeezed
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
