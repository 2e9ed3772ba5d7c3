/**
 * bunyan 2: a stream of records.
 *
 * ```js
 * setupLogging(ravenBunyan({ client, root: logger })) // with templates and the errors themselves
 * bunyan.createLogger({ name, streams: [{ stream: process.stdout }, ravenBunyan(client).stream] })
 * ```
 */

import {
  brand,
  Calls,
  LogReporter,
  type LoggingOptions,
  type LoggingSource,
  type RavenLogging,
} from 'raven-ts/contrib/logging'

/** What {@link ravenBunyan} makes. */
export interface RavenBunyan extends RavenLogging {
  /** For `streams` of a logger: records as they were written, with formatted texts and serialized errors. */
  readonly stream: { readonly type: 'raw'; readonly stream: { write(record: object): void } }
}

/** The part of a logger that is read. */
interface BunyanLike {
  level(): number
  streams: { readonly stream?: unknown }[]
  addStream(stream: object): void
}

const KIND = 'bunyan'
const WEIGHTS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }
const NAMES = Object.entries(WEIGHTS)

/** Reports what loggers are told at `level` or above. */
export function ravenBunyan(source?: LoggingSource, more?: LoggingOptions): RavenBunyan {
  const reporter = new LogReporter(KIND, source, more)
  const calls = new Calls()

  const write = (written: object): void => {
    const call = calls.take()
    const record = written as Readonly<Record<string, unknown>> // with names for keys
    const {
      v: _,
      level,
      name,
      hostname: __,
      pid: ___,
      time: ____,
      msg,
      src: _____,
      ...data
    } = record
    // a number in between counts as the level below it
    const label = NAMES.findLast(([, number]) => number <= Number(level))?.[0] ?? ''
    const grade = reporter.grade(label, WEIGHTS)
    if (!grade) return
    reporter.tell({
      grade,
      logger: String(name),
      above: call?.above,
      args: call?.args ?? [msg],
      data: () => data,
    })
  }
  const sink = brand({ write }, KIND)

  return {
    stream: { type: 'raw', stream: sink },
    ...reporter.handler<BunyanLike>({
      handlers: ({ streams }) => streams.map(({ stream }) => stream),
      attach(root) {
        // a stream without a level would be one of `info`, and a lower one would open the logger
        root.addStream({ type: 'raw', level: root.level(), stream: sink })
        // children have methods of the same prototype
        const undo = calls.watch(Object.getPrototypeOf(root) as object, Object.keys(WEIGHTS))
        return () => {
          undo()
          root.streams = root.streams.filter(({ stream }) => stream !== sink)
        }
      },
    }),
  }
}
