/** What Nest's logger is told, as events. */

import type { Client, Level } from 'raven-ts'
import { attempt, type LoggingOption } from 'raven-ts/contrib/web'

/** The part of Nest's `LoggerService` that is used. */
export interface LoggerLike {
  log(message: unknown, ...rest: unknown[]): unknown
}

/** Nest's levels, from the least on. */
const LEVELS: readonly (readonly [name: string, level: Level])[] = [
  ['verbose', 'debug'],
  ['debug', 'debug'],
  ['log', 'info'],
  ['warn', 'warning'],
  ['error', 'error'],
  ['fatal', 'fatal'],
]

/** Injectable; the option `logging` says what becomes an event. */
export class RavenLogger {
  readonly #client: Client
  readonly #option: LoggingOption

  constructor(client: Client, option: LoggingOption) {
    this.#client = client
    this.#option = option
  }

  /** A logger that does what the given one does, and reports. For `app.useLogger`. */
  around<T extends LoggerLike>(logger: T): T {
    if (this.#option === false) return logger
    const from = this.#option === true ? 'error' : this.#option.level
    const at = LEVELS.findIndex(([name]) => name === from)
    const told = LEVELS.slice(at === -1 ? LEVELS.length - 2 : at)
    const methods = told.map(([name, level]) => [
      name,
      (...args: unknown[]): unknown => {
        attempt(() => tell(this.#client, level, args))
        const method: unknown = Reflect.get(logger, name)
        return typeof method === 'function' ? Reflect.apply(method, logger, args) : undefined
      },
    ])
    return Object.assign(Object.create(logger), Object.fromEntries(methods)) as T
  }
}

/** Nest puts the name of who logs last, and a stack before it. */
function tell(client: Client, level: Level, args: readonly unknown[]): void {
  const name = args.length > 1 ? args.at(-1) : undefined
  const isNamed = typeof name === 'string' && !isStack(name)
  const said = isNamed ? args.slice(0, -1) : args
  const error = said.find((one) => one instanceof Error)
  const text = said.find((one) => typeof one === 'string' && !isStack(one))
  const stack = said.find(isStack)
  const message = typeof text === 'string' ? text : (JSON.stringify(said[0]) ?? String(said[0]))
  const options = { level, logger: isNamed ? name : 'nestjs' }
  if (error !== undefined)
    client.captureException(
      error,
      text === undefined ? options : { ...options, extra: { message } },
    )
  else client.captureMessage(message, stack === undefined ? options : { ...options, stack })
}

function isStack(value: unknown): value is string {
  return typeof value === 'string' && /\n\s+at /.test(value)
}
