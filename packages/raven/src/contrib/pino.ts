/**
 * pino 10: in the program's own process, with the errors themselves, or as a transport in a thread.
 *
 * ```js
 * const logger = pino({ hooks: ravenPino(client).hooks })
 * setupLogging(ravenPino({ client, root: logger })) // or, for a logger that is there already
 * const apart = pino({ transport: { target: 'raven-ts/contrib/pino', options: { dsn } } })
 * ```
 */

import {
  brand,
  LogReporter,
  type LoggingOptions,
  type LoggingSource,
  type RavenLogging,
} from 'raven-ts/contrib/logging'
import { dataIn } from './pino/line.ts'

export { pinoTransport as default } from './pino/transport.ts'

/** What {@link ravenPino} makes. */
export interface RavenPino extends RavenLogging {
  /** For the option `hooks` of a new logger. */
  readonly hooks: {
    logMethod(
      this: unknown,
      args: unknown[],
      method: (...args: never[]) => void,
      level: number,
    ): void
    streamWrite(line: string): string
  }
}

type PinoHooks = RavenPino['hooks']

/** The part of a logger that is read. */
interface PinoLike {
  readonly level: string
  bindings(): { readonly name?: unknown }
  readonly levels: {
    readonly labels: Readonly<Record<number, string>>
    readonly values: Readonly<Record<string, number>>
  }
}

const KIND = 'pino'
/** One of `pino.symbols`. */
const HOOKS = Symbol.for('pino.hooks')

/** Reports what loggers are told at `level` or above, once they have written it. */
export function ravenPino(source?: LoggingSource, more?: LoggingOptions): RavenPino {
  const reporter = new LogReporter(KIND, source, more)
  const names = new WeakMap<object, string>()
  /** What is being written, while somebody waits for it. */
  let line: string | undefined

  const nameOf = (logger: PinoLike): string => {
    const known = names.get(logger)
    if (known !== undefined) return known
    const { name = KIND } = logger.bindings()
    names.set(logger, String(name))
    return String(name)
  }
  const hooksOver = ({ logMethod, streamWrite }: Partial<PinoHooks>): PinoHooks => ({
    logMethod: brand(function (this: unknown, args, method, number) {
      const logger = this as PinoLike // pino calls its hooks so
      const { labels, values } = logger.levels
      const label = labels[number] ?? ''
      const grade = reporter.grade(label, values)
      const said = logMethod ? [...args] : args // a hook of the program's own may change them
      // a breadcrumb has no use for what is written
      const isRead = grade && (grade.isEvent || logMethod)
      if (isRead) line = ''
      if (logMethod) Reflect.apply(logMethod, logger, [args, method, number])
      else Reflect.apply(method, logger, args)
      const written = line
      line = undefined
      if (!grade || (written === '' && logMethod)) return // which kept it to itself
      reporter.tell({
        grade,
        logger: nameOf(logger),
        above: grade.isEvent && Reflect.get(logger, label),
        args: said,
        ...(written ? { data: () => dataIn(written) } : {}),
      })
    }, KIND),
    streamWrite(text) {
      if (line !== undefined) line = text
      return streamWrite?.(text) ?? text
    },
  })
  const hooksOf = (logger: object): Partial<PinoHooks> =>
    Reflect.get(logger, HOOKS) as Partial<PinoHooks> // as that symbol says

  return {
    hooks: hooksOver({}),
    ...reporter.handler<PinoLike>({
      handlers: (root) => [hooksOf(root).logMethod],
      attach(root) {
        const own = hooksOf(root)
        const set = (hooks: Partial<PinoHooks>): void => {
          Reflect.set(root, HOOKS, hooks)
          Reflect.set(root, 'level', root.level) // which makes its methods anew
        }
        set({ ...own, ...hooksOver(own) })
        return () => set(own)
      },
    }),
  }
}
