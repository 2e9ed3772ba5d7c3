/**
 * Reading a stack as structured call sites, leaving `error.stack` as it would have been.
 *
 * V8 formats a stack when `stack` is first read, and hands the call sites to
 * `Error.prepareStackTrace`. Its formatting is what costs; so we set the hook for this one read, keep
 * the sites, and answer with the text V8 would have made, joined from the cached text of each site.
 * Whatever the hook returns stays the error's stack for ever, hence "as it would have been".
 */

/** The part of a V8 call site that we use; `getPosition` is missing outside Node and Chromium. */
export interface CallSite {
  getFileName(): string | null | undefined
  getScriptNameOrSourceURL?(): string | null | undefined
  getLineNumber(): number | null
  getColumnNumber(): number | null
  getTypeName(): string | null
  getPosition?(): number
  isEval(): boolean
  isToplevel(): boolean
  toString(): string
}

/** What one read of a stack gave: call sites where the engine has them, else text. */
export type StackReading =
  | { readonly kind: 'sites'; readonly sites: readonly CallSite[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' }

/** What reading needs from outside: the header V8 would print, and one site's text. */
export interface StackPrinter {
  readonly header: (error: object) => string
  readonly textOf: (site: CallSite) => string
}

/** The constructor `Error`, as V8 extends it. */
type StackHost = ErrorConstructor & { prepareStackTrace?: unknown }

type Prepare = (error: Error, sites: CallSite[]) => unknown

/** The text of the first line when the error refuses to give it, as V8 has it. */
const NO_HEADER = '<error>'

/** Reads `error.stack` once. Never throws. */
export function readStack(error: object, printer: StackPrinter): StackReading {
  const host: StackHost = Error
  const had = Object.hasOwn(host, 'prepareStackTrace')
  const previous = host.prepareStackTrace
  const kept: { sites?: readonly CallSite[] } = {}
  host.prepareStackTrace = createHook(error, previous, printer, kept)
  const text = readText(error)
  if (had) host.prepareStackTrace = previous
  else Reflect.deleteProperty(host, 'prepareStackTrace')
  if (kept.sites) return { kind: 'sites', sites: kept.sites }
  return text === undefined ? { kind: 'nothing' } : { kind: 'text', text }
}

/** Gives `holder` the present stack, without the frames from `above` on inwards where the engine can. */
export function takeStack(holder: Error, above: unknown): void {
  const capture: unknown = Reflect.get(Error, 'captureStackTrace')
  if (typeof capture === 'function') Reflect.apply(capture, Error, [holder, above])
}

/** Reads `error.stack` as text only. Never throws. */
export function readStackText(error: object): StackReading {
  const text = readText(error)
  return text === undefined ? { kind: 'nothing' } : { kind: 'text', text }
}

function readText(error: object): string | undefined {
  try {
    const stack = Reflect.get(error, 'stack') as unknown
    return typeof stack === 'string' ? stack : undefined
  } catch {
    return undefined // a stack that throws when read is reported without frames
  }
}

function createHook(
  target: object,
  previous: unknown,
  printer: StackPrinter,
  kept: { sites?: readonly CallSite[] },
): Prepare {
  return (error, sites) => {
    if (error === target) kept.sites = sites
    if (typeof previous === 'function')
      return Reflect.apply(previous, Error, [error, sites]) as unknown
    return print(error, sites, printer)
  }
}

function print(error: object, sites: readonly CallSite[], printer: StackPrinter): string {
  let text = headerOf(error, printer)
  for (const site of sites) text += `\n    at ${textOf(site, printer)}`
  return text
}

/** A throw in here would become the error's own: the site's text needs no cache. */
function textOf(site: CallSite, printer: StackPrinter): string {
  try {
    return printer.textOf(site)
  } catch {
    return String(site)
  }
}

function headerOf(error: object, printer: StackPrinter): string {
  try {
    return printer.header(error)
  } catch {
    return NO_HEADER
  }
}
