/**
 * The console: what a program says there at a level or above is an event, and the rest a breadcrumb.
 *
 * ```js
 * const raven = ravenConsole({ client }) // console.error, from now on
 * raven.uninstall()
 * ```
 */

import { Client, type ClientOptions } from 'raven-ts'
import { recordOf } from './console/record.ts'

/** A client, or what one is made of. */
type ConsoleSource =
  | { readonly client: Client }
  | (ClientOptions & {
      readonly client?: undefined
      /** The class of the client that is made. Default `Client`. */
      readonly clientClass?: (new (options: ClientOptions) => Client) | undefined
    })

/** The options: a client or what one is made of, and three of its own. */
export type ConsoleOptions = ConsoleSource & {
  /** From which level on a call is an event: `debug`, `info`, `warning`, `error`. Default `error`. */
  readonly level?: string | undefined
  /** Leave a breadcrumb for each call below the level. Default true. */
  readonly breadcrumbs?: boolean | undefined
  /** What files print whose paths end so is a breadcrumb only: somebody else reports it. Default none. */
  readonly ignoreFiles?: readonly string[] | undefined
}

/** What {@link ravenConsole} makes. */
export interface RavenConsole {
  /** The client events go through. */
  readonly client: Client
  /** Puts the console's own methods back. */
  readonly uninstall: () => void
}

/** The methods that say something, and how grave it is. */
const LEVEL_OF = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
  assert: 'error',
} as const

type Name = keyof typeof LEVEL_OF
const LEVELS: readonly string[] = ['debug', 'info', 'warning', 'error', 'fatal']
const ALIASES: Readonly<Record<string, string>> = {
  warn: 'warning',
  log: 'info',
  critical: 'fatal',
}

/**
 * Puts methods of ours in the place of the console's, which hand on all they are called with. An error among
 * the arguments is reported as it is; a text is the template of its message, and what follows its parameters.
 *
 * Throws a `TypeError` for a level nobody knows.
 */
export function ravenConsole(options: ConsoleOptions = {}): RavenConsole {
  const { level = 'error', breadcrumbs = true, ignoreFiles = [], ...rest } = options
  const client = clientOf(rest)
  const threshold = LEVELS.indexOf(ALIASES[level] ?? level)
  if (threshold < 0) throw new TypeError(`level must be one of ${LEVELS.join(', ')}`)

  const take = (name: Name, args: readonly unknown[], above: Method): void => {
    if (name === 'assert' && args[0]) return
    const record = recordOf(name === 'assert' ? args.slice(1) : args)
    const own = isTrace(args[0]) ? 'debug' : LEVEL_OF[name]
    if (LEVELS.indexOf(own) < threshold || isOf(ignoreFiles, above)) {
      if (breadcrumbs)
        client.captureBreadcrumb({ category: 'console', level: own, message: record.text() })
      return
    }
    const said = { level: own, logger: 'console', extra: record.extra }
    if (record.error) client.captureException(record.error.value, { ...said, data: record.data })
    else
      client.captureMessage(record.template, {
        ...said,
        params: record.params,
        stack: stackAbove(above),
      })
  }
  const undo = replaceAll(take)
  return { client, uninstall: () => undo() }
}

type Method = (this: unknown, ...args: unknown[]) => unknown
type Take = (name: Name, args: readonly unknown[], above: Method) => void

/** The console calls itself (`assert` warns), and so may what we call: that is not heard. */
function replaceAll(take: Take): () => void {
  let isDeaf = false
  let isOn = true
  const hearing = (name: Name, original: Method): Method => {
    const method: Method = {
      [name](this: unknown, ...args: unknown[]): unknown {
        if (isDeaf || !isOn) return Reflect.apply(original, this, args)
        isDeaf = true
        try {
          quietly(() => take(name, args, method))
          return Reflect.apply(original, this, args)
        } finally {
          isDeaf = false
        }
      },
    }[name] as Method // the one method of that object
    return method
  }
  const undo = (Object.keys(LEVEL_OF) as Name[]).map((name) => replace(name, hearing))
  return () => {
    undo.forEach((one) => one())
    // somebody else may still hold ours, around which theirs stand
    isOn = false
  }
}

function replace(name: Name, hearing: (name: Name, original: Method) => Method): () => void {
  const own = Object.getOwnPropertyDescriptor(console, name)
  if (typeof own?.value !== 'function') return () => {}
  const method = hearing(name, own.value as Method)
  Object.defineProperty(console, name, { ...own, value: method })
  return () => {
    if (Reflect.get(console, name) === method) Object.defineProperty(console, name, own)
  }
}

function clientOf(options: ConsoleSource): Client {
  if (options.client) return options.client
  const { clientClass = Client, client: _, ...own } = options
  return new clientClass(own)
}

/** `console.trace` is left alone, or our own frame would be printed; it prints what it has by `error`. */
function isTrace(text: unknown): boolean {
  return typeof text === 'string' && /^Trace(?:: |\n)[^]*\n    at /.test(text)
}

/** The stack of whoever called the method. */
function stackAbove(method: Method): Error {
  const at = new Error()
  Error.captureStackTrace(at, method)
  return at
}

/** Whether the method was called by one of those files. */
function isOf(files: readonly string[], method: Method): boolean {
  if (files.length === 0) return false
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 1
  const { stack = '' } = stackAbove(method)
  Error.stackTraceLimit = stackTraceLimit
  const caller = stack.replaceAll('\\', '/')
  return files.some((file) => caller.includes(`${file}:`))
}

/** Who says something must not hear that we could not report it. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // a getter of what was said failed; it was printed all the same
  }
}
