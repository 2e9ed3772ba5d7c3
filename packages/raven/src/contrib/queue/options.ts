/** What every integration of a job queue may be told, under the same names. */

import { Client, type ClientOptions } from 'raven-ts'

/** A client, or what one is made of. */
type ClientSource =
  | { readonly client: Client }
  | (ClientOptions & {
      readonly client?: undefined
      /** The class of the client that is made. Default `Client`. */
      readonly clientClass?: (new (options: ClientOptions) => Client) | undefined
    })

/** The options of every queue integration. */
export type QueueOptions = ClientSource & {
  /** Report each attempt that fails, and not only the last one. Default false. */
  readonly allAttempts?: boolean | undefined
  /** What a worker says is an event from here on: `error`: faults, `warning`: stalled jobs. Default `SENTRY_QUEUE_LOGLEVEL`, else `error`. */
  readonly logLevel?: string | undefined
}

/** What {@link QueueOptions} say besides the client. */
export interface QueueRules {
  readonly client: Client
  readonly allAttempts: boolean
  /** The place of the level in {@link LEVELS}. */
  readonly threshold: number
}

export const LEVELS: readonly string[] = ['debug', 'info', 'warning', 'error', 'fatal']
const ALIASES: Readonly<Record<string, string>> = { warn: 'warning', critical: 'fatal' }
const ERROR = LEVELS.indexOf('error')

/** Throws a `TypeError` for a level nobody knows; one in the environment counts as none. */
export function rulesOf(options: QueueOptions): QueueRules {
  const { allAttempts = false, logLevel, ...rest } = options
  const threshold = logLevel === undefined ? said() : placeOf(logLevel)
  if (threshold < 0) throw new TypeError(`logLevel must be one of ${LEVELS.join(', ')}`)
  return { client: clientOf(rest), allAttempts, threshold }
}

function said(): number {
  const place = placeOf(process.env.SENTRY_QUEUE_LOGLEVEL ?? '')
  return place < 0 ? ERROR : place
}

function placeOf(level: string): number {
  const name = level.toLowerCase()
  return LEVELS.indexOf(ALIASES[name] ?? name)
}

function clientOf(options: ClientSource): Client {
  if (options.client) return options.client
  const { clientClass = Client, client: _, ...own } = options
  return new clientClass(own)
}
