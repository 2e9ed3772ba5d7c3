/** What Fastify's logger, which is pino, is told; by pino's own diagnostic channel: nothing is patched. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Client, Level } from 'raven-ts'
import type { LoggingOption } from 'raven-ts/contrib/web'

/** One record, as pino tells of it. */
interface Told {
  readonly instance: object
  readonly arguments: readonly [fields: unknown, message: unknown, level: number]
}

const CHANNEL = 'tracing:pino_asJson:start'
const ERROR = 50
/** Pino's numbers; what lies between belongs to the level below. */
const LEVELS: readonly (readonly [from: number, level: Level])[] = [
  [60, 'fatal'],
  [ERROR, 'error'],
  [40, 'warning'],
  [30, 'info'],
]

/** Reports the records of a logger and of its children, as those of `name`, until its answer is called. */
export function watchLogger(
  logger: object,
  client: Client,
  option: Exclude<LoggingOption, false>,
  name = 'fastify',
): () => void {
  const from = option === true ? ERROR : numberOf(logger, option.level)
  const onRecord = (message: unknown): void => {
    const { instance, arguments: record } = message as Told // as pino's documentation says
    const [fields, text, number] = record
    const isOurs = instance === logger || Object.prototype.isPrototypeOf.call(logger, instance)
    if (isOurs && number >= from) tell(client, { fields, text, number, name })
  }
  subscribe(CHANNEL, onRecord)
  return () => void unsubscribe(CHANNEL, onRecord)
}

/** The number of a level by its name, levels of the program's own included. */
function numberOf(logger: object, name: string): number {
  const { levels } = logger as { levels?: { values?: Readonly<Record<string, number>> } }
  return levels?.values?.[name] ?? ERROR
}

interface Entry {
  readonly fields: unknown
  readonly text: unknown
  readonly number: number
  /** Of the logger. */
  readonly name: string
}

function tell(client: Client, { fields, text, number, name }: Entry): void {
  const level = LEVELS.find(([from]) => number >= from)?.[1] ?? 'debug'
  const error = errorOf(fields)
  const message = typeof text === 'string' ? text : ''
  const options = { level, logger: name }
  if (error === undefined) client.captureMessage(message, options)
  else client.captureException(error, message === '' ? options : { ...options, extra: { message } })
}

/** Pino takes an error itself, or under `err`. */
function errorOf(fields: unknown): unknown {
  if (fields instanceof Error) return fields
  return typeof fields === 'object' && fields !== null ? Reflect.get(fields, 'err') : undefined
}
