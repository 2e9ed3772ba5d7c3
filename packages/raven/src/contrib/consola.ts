/**
 * consola 3: a reporter.
 *
 * ```js
 * consola.addReporter(ravenConsola(client).reporter)
 * setupLogging(ravenConsola({ client, root: consola })) // the same, once
 * ```
 */

import {
  brand,
  isPlain,
  LogReporter,
  type LoggingOptions,
  type LoggingSource,
  type RavenLogging,
  type Weights,
} from 'raven-ts/contrib/logging'

/** The part of a record of consola that is read. */
interface ConsolaRecord {
  readonly type: string
  readonly tag: string
  readonly args: readonly unknown[]
  readonly level: unknown
  readonly date: unknown
}

/** What consola hands to a reporter besides. */
interface ConsolaContext {
  readonly options: { readonly types: Readonly<Record<string, { readonly level?: number }>> }
}

/** What {@link ravenConsola} makes. */
export interface RavenConsola extends RavenLogging {
  /** For `reporters` of an instance, and for `addReporter`. */
  readonly reporter: { log(record: object, context: object): void }
}

/** The part of an instance that is read. */
interface ConsolaLike {
  readonly options: { readonly reporters: readonly unknown[] }
  addReporter(reporter: object): unknown
  removeReporter(reporter: object): unknown
}

const KIND = 'consola'

/** Reports what instances are told at `level` or above. */
export function ravenConsola(source?: LoggingSource, more?: LoggingOptions): RavenConsola {
  const reporter = new LogReporter(KIND, source, more)
  const scales = new WeakMap<object, Weights>()

  const log = (record: object, context: object): void => {
    const { type, tag, level: _, date: __, args, ...data } = record as ConsolaRecord // as consola calls it
    const { types } = (context as ConsolaContext).options // as above
    const weights = scales.get(types) ?? weightsOf(types)
    scales.set(types, weights)
    const grade = reporter.grade(type, weights)
    if (!grade) return
    reporter.tell({
      grade,
      logger: tag.replaceAll(':', '.') || KIND,
      args,
      data: () => Object.assign({}, ...args.filter(isPlain), data) as object,
    })
  }
  const own = brand({ log }, KIND)

  return {
    reporter: own,
    ...reporter.handler<ConsolaLike>({
      handlers: ({ options }) => options.reporters,
      attach(root) {
        root.addReporter(own)
        return () => void root.removeReporter(own)
      },
    }),
  }
}

/** Consola's gravest is 0. */
function weightsOf(types: ConsolaContext['options']['types']): Weights {
  return Object.fromEntries(Object.entries(types).map(([name, { level = 0 }]) => [name, -level]))
}
