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

/** What one read of a stack gave: the engine's call sites as sites of ours, or text. */
export type StackReading<S> =
  | { readonly kind: 'sites'; readonly sites: readonly S[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' }

/** A call site whose line of the stack is known. */
export interface PrintedSite {
  /** As V8 prints it, with its line break in front. */
  readonly line: string
}

/** What reading needs from outside. Neither may throw. */
export interface StackPrinter<S extends PrintedSite> {
  /** The first line, as V8 would print it. */
  readonly header: (error: object) => string
  readonly siteOf: (callSite: CallSite) => S
}

/** The constructor `Error`, as V8 extends it. */
type StackHost = ErrorConstructor & { prepareStackTrace?: unknown }

type Prepare = (error: Error, sites: CallSite[]) => unknown

/** Reads `error.stack` once. Never throws. */
export function readStack<S extends PrintedSite>(
  error: object,
  printer: StackPrinter<S>,
): StackReading<S> {
  const host: StackHost = Error
  const had = Object.hasOwn(host, 'prepareStackTrace')
  const previous = host.prepareStackTrace
  let sites: readonly S[] | undefined
  const hook: Prepare = (raised, callSites) => {
    const read: S[] = []
    let text = headerOf(raised, printer)
    for (const callSite of callSites) {
      const site = printer.siteOf(callSite)
      read.push(site)
      text += site.line // joined without copying; flattened only if somebody looks at it
    }
    if (raised === error) sites = read
    return typeof previous === 'function' ? again(previous, raised, callSites) : text
  }
  host.prepareStackTrace = hook
  const text = readText(error)
  if (had) host.prepareStackTrace = previous
  else Reflect.deleteProperty(host, 'prepareStackTrace')
  return sites ? { kind: 'sites', sites } : readingOf(text)
}

/** Gives `holder` the present stack, without the frames from `above` on inwards where the engine can. */
export function takeStack(holder: Error, above: unknown): void {
  const capture: unknown = Reflect.get(Error, 'captureStackTrace')
  if (typeof capture === 'function') Reflect.apply(capture, Error, [holder, above])
}

/** Reads `error.stack` as text only. Never throws. */
export function readStackText(error: object): StackReading<never> {
  return readingOf(readText(error))
}

function readingOf(text: string | undefined): StackReading<never> {
  return text === undefined ? { kind: 'nothing' } : { kind: 'text', text }
}

function readText(error: object): string | undefined {
  try {
    const stack: unknown = Reflect.get(error, 'stack')
    return typeof stack === 'string' ? stack : undefined
  } catch {
    return undefined // a stack that throws when read is reported without frames
  }
}

/** What the program's own hook makes of it, which stands. */
function again(
  previous: (...args: never[]) => unknown,
  error: Error,
  callSites: CallSite[],
): unknown {
  const prepared: unknown = Reflect.apply(previous, Error, [error, callSites])
  return prepared
}

/** The text of the first line when the error refuses to give it, as V8 has it. */
const NO_HEADER = '<error>'

function headerOf(error: object, { header }: Pick<StackPrinter<PrintedSite>, 'header'>): string {
  try {
    return header(error)
  } catch {
    return NO_HEADER
  }
}
