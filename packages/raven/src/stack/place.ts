/** Where a call stands, as far as a line of text can say. */

/** What one line of a stack says. */
export interface Place {
  /** As printed, without `async ` and `new `; undefined where the code has no name. */
  readonly function?: string
  /** File path, URL, `node:` name or `<anonymous>`; undefined where the line names none. */
  readonly file?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
  /** Offset in a WebAssembly module, in hexadecimal: `0x34`. */
  readonly address?: string
}

/** What engines write where there is no name. */
const NAMELESS = ['', '<anonymous>', 'global code', 'module code', 'eval code']
  // old Edge and Internet Explorer
  .concat('Anonymous function', 'Global code')

/** What engines write where there is no file: built-in code, an element of `Promise.all`. */
const PLACELESS = ['', 'native', 'unknown', 'self-hosted', '[native code]', '[wasm code]', '<?>']
const MAX_PLACELESS = 16

/** A call without a place. */
export function named(name: string): Place {
  return NAMELESS.includes(name) ? {} : { function: name }
}

/**
 * `file:line:column` of the function with that name, or `file:line`, or a place in WebAssembly;
 * undefined where the text is no place.
 */
export function placeAt(text: string, name: string): Place | undefined {
  const columnAt = text.lastIndexOf(':')
  const column = wholeNumber(text, columnAt + 1, text.length)
  if (column === undefined || columnAt === -1) return withoutNumbers(text, name)
  const lineAt = text.lastIndexOf(':', columnAt - 1)
  const line = wholeNumber(text, lineAt + 1, columnAt)
  if (lineAt <= 0 || line === undefined) return withoutColumn(text.slice(0, columnAt), column, name)
  const file = fileOf(text.slice(0, lineAt))
  if (isPlaceless(file)) return named(name)
  return NAMELESS.includes(name) ? { file, line, column } : { function: name, file, line, column }
}

/** Old QuickJS and old browsers print no column. */
function withoutColumn(file: string, line: number, name: string): Place | undefined {
  if (isPlaceless(file)) return named(name)
  const isPlace = !file.endsWith(':') && !/:-?\d+$/.test(file.slice(-MAX_ENDING))
  return isPlace ? { ...named(name), file, line } : undefined
}

function withoutNumbers(text: string, name: string): Place | undefined {
  const isNone = isPlaceless(text) || text === '<anonymous>' || text.startsWith('index ')
  return isNone || text.startsWith('<?>:') ? named(name) : inWasm(text, name)
}

function isPlaceless(file: string): boolean {
  return file.length < MAX_PLACELESS && PLACELESS.includes(file)
}

const WASM = ':wasm-function['

/** `file:wasm-function[1]:0x34`. */
function inWasm(text: string, name: string): Place | undefined {
  const at = text.indexOf(WASM)
  const address = text.slice(text.indexOf(']:', at) + 2)
  if (at <= 0 || !/^0x[0-9a-f]{1,16}$/.test(address)) return undefined
  return { ...named(name), file: text.slice(0, at), address }
}

/** V8 says `made.js, <anonymous>` for made code that has a `sourceURL`. */
function fileOf(text: string): string {
  const ending = ', <anonymous>'
  return text.endsWith(ending) ? text.slice(0, -ending.length) : text
}

function wholeNumber(text: string, from: number, to: number): number | undefined {
  if (to <= from || to - from > MAX_DIGITS) return undefined
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9) return undefined
    number = number * 10 + digit
  }
  return number
}

const MAX_ENDING = 24
const MAX_DIGITS = 9
const ZERO = 48

/** A rooted path, a drive, a URL, or one of the words that stand for a place. */
const START =
  /^(?:[/<]|\\\\|[A-Za-z]:[\\/]|[A-Za-z][\w.+-]*:\/|(?:node|ext|data|blob|about|webpack|webpack-internal|internal|native|wasm|self-hosted|evalmachine\.<anonymous>):|(?:native|unknown|address at |index |eval at )|\[(?:native|wasm) code\])/
const MAX_START = 40
const SLASH = 47

/** Whether a place can begin here. */
export function startsPlace(text: string, at: number): boolean {
  return text.charCodeAt(at) === SLASH || START.test(text.slice(at, at + MAX_START))
}
