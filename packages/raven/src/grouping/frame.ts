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
  /** The file or module alone; empty where its name may change with every build. */
  readonly place: string
  /** Whether the call has a name. */
  readonly isNamed: boolean
  /** Whether it says where in the file it is: by the name of the call, or by the source line. */
  readonly isTelling: boolean
}

/** The words of a frame, in short; nothing if it says nothing. */
export function frameWords(frame: Frame): FrameWords | undefined {
  const file = frame.filename ?? frame.abs_path ?? ''
  if (isPlumbing(frame, file)) return undefined
  const call = isMinified(frame) ? '' : functionName(frame.function ?? '')
  const remote = isRemote(frame)
  const place = remote ? (foreignModule(frame, file) ?? '') : placeName(frame, file)
  const source = remote && call === '' ? '' : sourceLine(frame.context_line ?? '')
  const words = [place, call, source].filter((word) => word !== '')
  // The name of a downloaded file often carries a hash: it counts only when nothing else does.
  const key = words.join(' | ') || fileName(file)
  if (key === '') return undefined
  const shown = call !== '' && place !== '' ? `${call} (${place})` : call || place || key
  const isNamed = call !== ''
  return { key, shown, place, isNamed, isTelling: isNamed || source !== '' }
}

/** Names of one or two letters, beside a line nobody could have written, change with every build. */
function isMinified(frame: Frame): boolean {
  if (!/^(?:[\w$]{1,40}\.|async |new ){0,4}[\w$]{1,2}$/.test(frame.function ?? '')) return false
  const line = frame.context_line ?? ''
  return line === '' ? isRemote(frame) : sourceLine(line) === ''
}

/** Files of these names are told apart by their folder. */
const COMMON = /^(?:index|main|mod|page|route|layout|handler|app|server|client|utils?)\.\w{1,5}$/

/**
 * Where a frame is: its module, if that says something else than the path, else the file, and the folder
 * of a file whose name many share. Folders further up change with every deployment.
 */
function placeName(frame: Frame, file: string): string {
  const module = foreignModule(frame, file)
  if (module !== undefined) return module
  const name = fileName(file)
  return COMMON.test(name) ? folderOf(file) + name : name
}

function folderOf(file: string): string {
  const folder = file.split(/[\\/]/).at(-2) ?? ''
  return folder === '' || /\d{3}|[:.]/.test(folder) ? '' : `${folder.toLowerCase()}/`
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

/** A module whose last part is the file's name was made of the path, and carries the same hashes. */
function foreignModule({ module }: Frame, file: string): string | undefined {
  if (module === undefined || module === '' || module.includes('://')) return undefined
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  const name = base.replace(/\.\w{1,5}$/, '')
  return name !== '' &&
    (module === name || module.endsWith(`.${name}`) || module.endsWith(`/${name}`))
    ? undefined
    : module
}

function sourceLine(line: string): string {
  const squeezed = line.length > MAX_CONTEXT * 4 ? '' : line.replace(/\s+/g, ' ').trim()
  return squeezed.length > MAX_CONTEXT ? '' : squeezed
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
