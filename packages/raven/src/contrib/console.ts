/**
 * The console: what a program says there at a level or above is an event, and the rest a breadcrumb.
 *
 * ```js
 * const raven = ravenConsole(client) // console.error, from now on
 * raven.uninstall()
 * ```
 */

import {
  brand,
  callerOf,
  isBranded,
  LogReporter,
  replaceMethod,
  severityOf,
  type LoggingOptions,
  type LoggingSource,
  type Method,
  type RavenLogging,
} from 'raven-ts/contrib/logging'

/** The options: those of every logger, and one of its own. */
export type ConsoleOptions = LoggingOptions & {
  /** What files print whose paths end so is a breadcrumb only: somebody else reports it. Default none. */
  readonly ignoreFiles?: readonly string[] | undefined
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
const KIND = 'console'
const NAMES = Object.keys(LEVEL_OF) as Name[]

/**
 * Puts methods of ours in the place of the console's, which hand on all they are called with. An error among
 * the arguments is reported as it is; a text is the template of its message, and what follows its parameters.
 *
 * Throws a `TypeError` for a level nobody knows.
 */
export function ravenConsole(
  source?: LoggingSource<ConsoleOptions>,
  more?: ConsoleOptions,
): RavenLogging {
  const reporter = new LogReporter(KIND, source, more)
  const { level, ignoreFiles } = reporter.rules
  if (!severityOf(level)) throw new TypeError(`there is no level "${level}"`)

  const take = (name: Name, args: readonly unknown[], above: Method): void => {
    if (name === 'assert' && args[0]) return
    const grade = reporter.grade(isTrace(args[0]) ? 'debug' : LEVEL_OF[name])
    if (!grade) return
    const said = name === 'assert' ? args.slice(1) : args
    const isEvent = grade.isEvent && !isOf(ignoreFiles, above)
    reporter.tell({
      grade: { ...grade, isEvent },
      logger: KIND,
      above,
      args: said,
    })
  }
  const wasThere = isBranded(Reflect.get(console, 'error'), KIND)
  const undo = replaceAll(take)
  let isAttached = wasThere
  const handler = reporter.handler({
    root: () => console,
    handlers: () => (isAttached ? [Reflect.get(console, 'error')] : []),
    attach: () => {
      isAttached = true
      return undo
    },
  })
  return {
    ...handler,
    uninstall() {
      handler.uninstall()
      undo()
    },
    attach(exclude) {
      if (wasThere) undo()
      return handler.attach(exclude)
    },
  }
}

type Take = (name: Name, args: readonly unknown[], above: Method) => void

/** The console calls itself (`assert` warns): that is not heard. */
function replaceAll(take: Take): () => void {
  let isDeaf = false
  let isOn = true
  const hearing = (name: Name, original: Method): Method => {
    const method: Method = {
      [name](this: unknown, ...args: unknown[]): unknown {
        if (isDeaf || !isOn) return Reflect.apply(original, this, args)
        isDeaf = true
        try {
          take(name, args, method)
          return Reflect.apply(original, this, args)
        } finally {
          isDeaf = false
        }
      },
    }[name] as Method // the one method of that object
    return brand(method, KIND)
  }
  const undo = NAMES.map((name) =>
    replaceMethod(console, name, (original) => hearing(name, original)),
  )
  return () => {
    undo.forEach((one) => one())
    // somebody else may still hold ours, around which theirs stand
    isOn = false
  }
}

/** `console.trace` is left alone, or our own frame would be printed; it prints what it has by `error`. */
function isTrace(text: unknown): boolean {
  return typeof text === 'string' && /^Trace(?:: |\n)[^]*\n    at /.test(text)
}

/** Whether the method was called by one of those files. */
function isOf(files: readonly string[], method: Method): boolean {
  const caller = files.length === 0 ? '' : callerOf(method).replaceAll('\\', '/')
  return files.some((file) => caller.includes(`${file}:`))
}
