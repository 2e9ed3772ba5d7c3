/**
 * LogTape 2: a sink.
 *
 * ```js
 * await configure({ sinks: { raven: ravenLogtape(client).sink }, loggers: [{ category: [], sinks: ['raven'] }] })
 * setupLogging(ravenLogtape(client)) // or, where LogTape is configured already
 * ```
 */

import {
  brand,
  errorIn,
  errorOf,
  LogReporter,
  recordOf,
  type LoggingOptions,
  type LoggingSource,
  type RavenLogging,
  type LogRecord,
} from 'raven-ts/contrib/logging'

/** The part of LogTape's record that is read. */
interface LogtapeRecord {
  readonly category: readonly string[]
  readonly level: string
  readonly message: readonly unknown[]
  readonly rawMessage: string | TemplateStringsArray
  readonly properties: Record<string, unknown>
}

/** What {@link ravenLogtape} makes. */
export interface RavenLogtape extends RavenLogging {
  /** For `sinks` of `configure`. */
  readonly sink: (record: object) => void
}

const KIND = 'logtape'
/** What LogTape says of itself, of sinks that failed. */
const META = 'logtape.meta'

/** Reports what loggers are told at `level` or above; its root is that of all copies of LogTape. */
export function ravenLogtape(source?: LoggingSource, more?: LoggingOptions): RavenLogtape {
  const reporter = new LogReporter(KIND, source, more)
  const sink = (given: object): void => {
    const record = given as LogtapeRecord // as LogTape calls it
    const grade = reporter.grade(record.level)
    const logger = record.category.join('.') || KIND
    if (!grade || logger === META) return
    reporter.tell({
      grade,
      logger,
      args: [record.message.map(String).join('')],
      read: () => recordIn(record),
    })
  }

  return {
    sink: brand(sink, KIND),
    ...reporter.handler<{ readonly sinks: unknown[] }>({
      root: () => Reflect.get(globalThis, Symbol.for('logtape.rootLogger')) as unknown,
      handlers: ({ sinks }) => sinks,
      attach({ sinks }) {
        sinks.push(sink)
        return () => {
          if (sinks.includes(sink)) sinks.splice(sinks.indexOf(sink), 1)
        }
      },
    }),
  }
}

function recordIn({ rawMessage, message, properties }: LogtapeRecord): LogRecord {
  const error = errorOf(errorIn(properties))
  if (typeof rawMessage !== 'string') {
    const params = message.filter((_, index) => index % 2 === 1)
    return { ...recordOf([rawMessage.join('%s'), ...params]), error, fields: properties }
  }
  // what LogTape calls a record that is an object, or an error, only
  const isSaid = rawMessage !== '{*}' && rawMessage !== '{error.message}'
  const entries = Object.entries(properties)
  const params = entries.filter(([key]) => isSaid && rawMessage.includes(`{${key}`))
  return {
    error,
    template: isSaid ? rawMessage : `{ ${Object.keys(properties).join(', ')} }`,
    params: Object.fromEntries(params),
    isSaid,
    fields: properties,
  }
}
