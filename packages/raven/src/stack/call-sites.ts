/**
 * Reading a stack as structured call sites, leaving `error.stack` as it would have been.
 *
 * V8 formats a stack when `stack` is first read, and hands the call sites to
 * `Error.prepareStackTrace`. Its formatting is what costs; so we set the hook for this one read, keep
 * the sites, and answer with the text V8 would have made, joined from the cached text of each site;
 * where the program has a hook of its own, with what that one makes. Whatever the hook returns stays
 * the error's stack for ever, hence "as it would have been"; and where it throws, every reader's read
 * throws, so ours must not be the one that does not.
 */

/** The part of a V8 call site that we use; some engines lack the optional ones. */
export interface CallSite {
  getFileName(): string | null | undefined
  getLineNumber(): number | null
  getColumnNumber(): number | null
  getFunctionName(): string | null
  getEnclosingLineNumber?(): number | null
  getEnclosingColumnNumber?(): number | null
  getTypeName(): string | null
  getMethodName(): string | null
  isAsync?(): boolean
  isConstructor(): boolean
  isEval(): boolean
  isToplevel(): boolean
  toString(): string
}

/** What one read of a stack gave: the engine's call sites as sites of ours, or text. */
export type StackReading<S> =
  /** `text` is what a hook of the program's own made of them. */
  | { readonly kind: 'sites'; readonly sites: readonly S[]; readonly text?: string | undefined }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing' }

/** A call site whose line of the stack is known. */
export interface PrintedSite {
  /** As V8 prints it, with its line break in front. */
  readonly line: string
}

/** What reading needs from outside. */
export interface StackPrinter<S extends PrintedSite> {
  /** The first line as V8 would print it; throws where V8 would. */
  readonly header: (error: object) => string
  /** True for the hook that Node itself defines; see {@link createNodesOwnTest}. */
  readonly isNodesOwn: (hook: object) => boolean
  /** True while the runtime maps stacks: then its own hook words them. */
  readonly mapsStacks?: (() => boolean) | undefined
  /** Never throws. */
  readonly sitesOf: (callSites: readonly CallSite[]) => readonly S[]
}

type Hook = (error: Error, callSites: CallSite[]) => unknown

const NAME = 'prepareStackTrace'

/** Reads `error.stack` once. Never throws. */
export function readStack<S extends PrintedSite>(
  error: object,
  printer: StackPrinter<S>,
): StackReading<S> {
  const isMapped = printer.mapsStacks?.() === true
  if (isMapped && !hasHook()) return readStackText(error)
  let sites: readonly S[] | undefined
  let isTheirs = false
  const isPassedOver = isMapped ? never : printer.isNodesOwn
  const unhook = setHook(isPassedOver, (previous) => (raised, callSites) => {
    const read = printer.sitesOf(callSites)
    if (raised === error) sites = read
    isTheirs = previous !== undefined && !isMapped // the runtime's own map is one we can read
    return previous ? previous(raised, callSites) : print(printer.header(raised), read)
  })
  const text = readText(error)
  unhook?.()
  return sites ? { kind: 'sites', sites, text: isTheirs ? text : undefined } : readingOf(text)
}

/** Joined without copying; flattened only if somebody looks at it. */
function print(header: string, sites: readonly PrintedSite[]): string {
  let text = header
  for (const site of sites) text += site.line
  return text
}

/** Sets the hook and answers its undo, which leaves no trace; undefined where `Error` is sealed. */
function setHook(
  isPassedOver: (hook: object) => boolean,
  create: (previous: Hook | undefined) => Hook,
): (() => void) | undefined {
  const found = Reflect.getOwnPropertyDescriptor(Error, NAME)
  const value = create(programsHook(found, isPassedOver))
  const isData = found !== undefined && 'value' in found
  // defined, not assigned: Bun keeps what was assigned elsewhere, too, where no undo reaches it
  const attributes = isData ? {} : { configurable: true, writable: true, enumerable: true }
  if (!Reflect.defineProperty(Error, NAME, { ...attributes, value })) return undefined
  return () => {
    if (found) Reflect.defineProperty(Error, NAME, found)
    else Reflect.deleteProperty(Error, NAME)
  }
}

/** The hook of somebody else, whose result stands. */
function programsHook(
  found: PropertyDescriptor | undefined,
  isPassedOver: (hook: object) => boolean,
): Hook | undefined {
  try {
    const hook: unknown = found && 'value' in found ? found.value : Reflect.get(Error, NAME)
    if (typeof hook !== 'function' || isPassedOver(hook)) return undefined
    return (...args): unknown => Reflect.apply(hook, Error, args)
  } catch {
    return undefined // an accessor that refuses names no hook
  }
}

/** A runtime that maps stacks without a hook, as Deno does, has a wording that nobody can call. */
function hasHook(): boolean {
  try {
    return typeof Reflect.get(Error, NAME) === 'function'
  } catch {
    return false // an accessor that refuses names no hook
  }
}

const never = (): boolean => false

/**
 * Tells the hook that Node defines since 20.20: it prints what we print, only slower, unless it maps.
 * Remembers the last one, whose text need not be read each time.
 */
export function createNodesOwnTest(): (hook: object) => boolean {
  let known: object | undefined
  return (hook) => {
    if (hook === known) return true
    if (!isNodesOwn(hook)) return false
    known = hook
    return true
  }
}

function isNodesOwn(hook: object): boolean {
  return (
    Reflect.get(hook, 'name') === 'ErrorPrepareStackTrace' &&
    /return \w{1,20}PrepareStackTrace\(/.test(Function.prototype.toString.call(hook))
  )
}

/**
 * Gives `holder` the present stack, without the frames from `above` on inwards where the engine can.
 * Never throws.
 */
export function takeStack(holder: Error, above: unknown): void {
  try {
    const capture: unknown = Reflect.get(Error, 'captureStackTrace')
    if (typeof capture === 'function') Reflect.apply(capture, Error, [holder, above])
  } catch {
    // the program's own function stands there and refuses: the holder keeps the stack it was made with
  }
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
