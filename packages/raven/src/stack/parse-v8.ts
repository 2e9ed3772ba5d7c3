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
const AT = '    at '

/** The places of a V8 stack, innermost first. Lines that are no frames are passed over. */
export function parseV8Stack(stack: string, message: string, maxFrames: number): Place[] {
  const places: Place[] = []
  let from = endOfHeader(stack, message)
  while (from < stack.length && places.length < maxFrames) {
    const newline = stack.indexOf('\n', from)
    const end = newline === -1 ? stack.length : newline
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
  if (!body.endsWith(')')) return body.startsWith('new ') ? named(body) : splitPlace(body)
  const open = openingOf(body)
  if (open === -1) return splitPlace(body)
  const inner = body.slice(open + 2, -1)
  return { ...named(body.slice(0, open)), ...placeIn(inner) }
}

/** The last ` (` that is not inside the place itself: eval's place has parentheses of its own. */
function openingOf(body: string): number {
  const evalAt = body.indexOf(' (eval at ')
  return evalAt === -1 ? body.lastIndexOf(' (') : evalAt
}

function named(text: string): Place {
  const name = text.startsWith('new ') ? text.slice('new '.length) : text
  return name === '' || name === '<anonymous>' ? {} : { function: name }
}

/** The inside of the parentheses. For code made by eval, the file that called eval is what counts. */
function placeIn(inner: string): Place {
  if (!inner.startsWith('eval at ')) return splitPlace(inner) ?? {}
  const open = inner.lastIndexOf(' (')
  const close = inner.indexOf(')', open)
  return open === -1 || close === -1 ? {} : (splitPlace(inner.slice(open + 2, close)) ?? {})
}

/** `file:line:column`; a place without numbers is a file alone, `index 1` of `Promise.all` is nothing. */
function splitPlace(text: string): Place | undefined {
  if (text === '' || text === 'native' || text.startsWith('index ') || text === '<anonymous>')
    return {}
  const columnAt = text.lastIndexOf(':')
  const lineAt = text.lastIndexOf(':', columnAt - 1)
  const column = wholeNumber(text.slice(columnAt + 1))
  const line = wholeNumber(text.slice(lineAt + 1, columnAt))
  if (lineAt <= 0 || line === undefined || column === undefined) return undefined
  return { file: text.slice(0, lineAt), line, column }
}

function wholeNumber(text: string): number | undefined {
  if (text === '' || text.length > 9) return undefined
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return undefined
  }
  return Number(text)
}
