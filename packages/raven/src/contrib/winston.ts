/**
 * winston 3: a transport.
 *
 * ```js
 * const logger = winston.createLogger({ transports: [new Console(), ravenWinston(client).transport] })
 * setupLogging(ravenWinston({ client, root: logger })) // or, for a logger that is there already
 * ```
 */

import {
  after,
  brand,
  Calls,
  isPlain,
  replaceMethod,
  LogReporter,
  type Call,
  type LoggingOptions,
  type LoggingSource,
  type RavenLogging,
  type Weights,
} from 'raven-ts/contrib/logging'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Writable } from 'node:stream'

/** What {@link ravenWinston} makes. */
export interface RavenWinston extends RavenLogging {
  /** For `transports` of a logger, and for `logger.add`. */
  readonly transport: Writable
}

/** The part of a logger that is read. */
interface WinstonLike {
  readonly level: string
  /** The gravest is 0. */
  readonly levels: Weights
  readonly transports: readonly unknown[]
  add(transport: unknown): unknown
  remove(transport: unknown): unknown
}

type Info = Readonly<Record<PropertyKey, unknown>>

const KIND = 'winston'
/** Of `triple-beam`, which winston and its formats share. */
const LEVEL = Symbol.for('level')
const SPLAT = Symbol.for('splat')

/** Reports what loggers are told at `level` or above, after their formats; `root` may be winston itself. */
export function ravenWinston(source?: LoggingSource, more?: LoggingOptions): RavenWinston {
  const reporter = new LogReporter(KIND, source, more)
  const calls = new Calls(() => AsyncLocalStorage.snapshot())
  const undo = new Map<WinstonLike, () => void>()
  let weights: Weights = {}
  let logger: WinstonLike | undefined

  const log = (info: Info, done: () => void): void => {
    const call = calls.callOf(info)
    if (call?.held) call.held.run(() => take(info, call))
    else take(info, call)
    done()
  }
  const take = (info: Info, call: Call | undefined): void => {
    const { service, label, exception, rejection } = info
    const level = String(info[LEVEL] ?? info.level)
    const grade = reporter.grade(level, weights)
    // what nobody caught is the client's own business: `install`
    if (!grade || exception === true || rejection === true || !isHeard(logger, level)) return
    const splat = (info[SPLAT] ?? []) as readonly unknown[] // as winston defines it
    const args = (call && argsOf(call)) ?? [info.message, ...splat]
    const name = service ?? label
    reporter.tell({
      grade,
      logger: typeof name === 'string' ? name : KIND,
      above: call?.above,
      at: call?.held?.at,
      args,
      data: () => dataIn(info, args),
    })
  }
  const transport = new Writable({
    objectMode: true,
    write: (info: Info, _encoding, done) => log(info, done),
    // who waits for the end of a logger waits for what it said
    final: (done) => void after(reporter.client.flush(), done),
  })
  // winston asks each transport for that
  Object.assign(brand(transport, KIND), { log })
  transport.on('pipe', (piped: WinstonLike) => {
    const names = Object.keys(piped.levels)
    weights = Object.fromEntries(names.map((name) => [name, -(piped.levels[name] ?? 0)]))
    logger = piped
    const unwatch = calls.watch(piped, [...names, 'log'])
    // while another transport is slow, winston keeps what is written, and passes it on from there
    const unmark = replaceMethod(
      piped,
      'write',
      (own) =>
        function (this: unknown, info, ...rest) {
          calls.mark(info)
          return Reflect.apply(own, this, [info, ...rest])
        },
    )
    undo.set(piped, () => (unwatch(), unmark()))
  })
  transport.on('unpipe', (piped: WinstonLike) => {
    undo.get(piped)?.()
    undo.delete(piped)
  })

  const handler = reporter.handler<object>({
    handlers: (root) => loggerOf(root)?.transports ?? [],
    attach(root) {
      loggerOf(root)?.add(transport)
      return () => {}
    },
  })
  return {
    ...handler,
    transport,
    uninstall() {
      handler.uninstall()
      for (const one of undo.keys()) one.remove(transport)
    },
  }
}

/** Winston itself stands for a logger that it shows by its handler of exceptions only. */
function loggerOf(root: object): WinstonLike | undefined {
  const it = root as WinstonLike & { exceptions?: { logger?: WinstonLike } } // as its users have it
  return Array.isArray(it.transports) ? it : it.exceptions?.logger
}

/** As winston's own transports see it. */
function isHeard(logger: WinstonLike | undefined, level: string): boolean {
  if (!logger) return true
  const { level: least, levels } = logger
  return !((levels[level] ?? 0) > (levels[least] ?? Infinity))
}

/** What was said; undefined where it was a whole record. */
function argsOf({ name, args }: Call): readonly unknown[] | undefined {
  if (name !== 'log') return args
  return args.length > 1 ? args.slice(1) : undefined
}

/** The data as the formats left it, without what every record has. */
function dataIn(info: Info, args: readonly unknown[]): Record<string, unknown> {
  if (info instanceof Error) return {}
  const object = [info.message, args[0]].find(isPlain)
  const {
    level: _,
    message: __,
    timestamp: ___,
    stack: ____,
    cause: _____,
    ...data
  } = { ...object, ...info }
  return data
}
