/**
 * The text of one V8 stack line, taken apart.
 *
 * Works from the end of the line, because a function's name may hold anything, even text that looks
 * like a place. No regular expression with a choice in it: the cost is the length of the line.
 */

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
}

const MAX_LINE = 1024
/** A stack is text that anybody may have written: frames further down than this are not looked for. */
const MAX_STACK = 256 * 1024
const AT = '    at '

/** The places of a V8 stack, innermost first. Lines that are no frames are passed over. */
export function parseV8Stack(stack: string, message: string, maxFrames: number): Place[] {
  const places: Place[] = []
  let from = endOfHeader(stack, message)
  const last = Math.min(stack.length, from + MAX_STACK)
  while (from < last && places.length < maxFrames) {
    const newline = stack.indexOf('\n', from)
    const end = newline === -1 ? last : newline
    const place = parseV8Line(stack.slice(from, Math.min(end, from + MAX_LINE)))
    if (place) places.push(place)
    from = end + 1
  }
  return places
}

/** Where the frames begin: behind the message, whose lines may look like frames. */
function endOfHeader(stack: string, message: string): number {
  const at = message === '' ? -1 : stack.indexOf(message)
  return at === -1 ? 0 : at + message.length
}

/** One line, with or without its line end; undefined when it is not a frame. */
export function parseV8Line(text: string): Place | undefined {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  if (!line.startsWith(AT)) return undefined
  return parseV8Call(line.slice(AT.length))
}

/** What stands behind `at `; also the text form of a V8 call site. */
export function parseV8Call(call: string): Place | undefined {
  const body = call.startsWith('async ') ? call.slice('async '.length) : call
  if (body === '') return undefined
  if (!body.endsWith(')')) return body.startsWith('new ') ? named(nameOf(body)) : placeIn(body)
  const open = openingOf(body)
  if (open === -1) return placeIn(body)
  const name = nameOf(body.slice(0, open))
  return placeIn(body.slice(open + 2, -1), name) ?? named(name)
}

/**
 * Where the place begins. Names and paths may both hold ` (`, and eval's place has parentheses of its
 * own: so the last one counts behind which a place can begin.
 */
function openingOf(body: string): number {
  const evalAt = body.indexOf(' (eval at ')
  if (evalAt !== -1) return evalAt
  const last = body.lastIndexOf(' (')
  for (let at = last; at > 0; at = body.lastIndexOf(' (', at - 1)) {
    if (PLACE_START.test(body.slice(at + 2, at + 2 + MAX_START))) return at
  }
  return last
}

/** A rooted path, a drive, a scheme, or one of the words that stand for a place. */
const PLACE_START = /^(?:[/\\<]|[A-Za-z][\w.+-]*:|native|index )/
const MAX_START = 32

function nameOf(text: string): string | undefined {
  const name = text.startsWith('new ') ? text.slice('new '.length) : text
  return name === '' || name === '<anonymous>' ? undefined : name
}

function named(name: string | undefined): Place {
  return name === undefined ? {} : { function: name }
}

/** For code made by eval, the file that called eval is what counts. */
function placeIn(inner: string, name?: string): Place | undefined {
  if (!inner.startsWith('eval at ')) return splitPlace(inner, name)
  const open = inner.lastIndexOf(' (')
  const close = inner.indexOf(')', open)
  return open === -1 || close === -1 ? undefined : splitPlace(inner.slice(open + 2, close), name)
}

/** `file:line:column`; built-in code has no file, `index 1` of `Promise.all` is none. */
function splitPlace(text: string, name: string | undefined): Place | undefined {
  if (text === '<anonymous>' || text === 'native' || text === '' || text.startsWith('index '))
    return named(name)
  const columnAt = text.lastIndexOf(':')
  const lineAt = text.lastIndexOf(':', columnAt - 1)
  const column = wholeNumber(text, columnAt + 1, text.length)
  const line = wholeNumber(text, lineAt + 1, columnAt)
  if (lineAt <= 0 || line === undefined || column === undefined) return undefined
  const file = text.slice(0, lineAt)
  return name === undefined ? { file, line, column } : { function: name, file, line, column }
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

const MAX_DIGITS = 9
const ZERO = 48
