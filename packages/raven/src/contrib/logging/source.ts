/** What a handler of log records is made of. */

import { Client, type ClientOptions, type LoggingHandler } from 'raven-ts'
import type { ClientSource } from 'raven-ts/contrib/web'

/** The options of every handler: a client or what one is made of, and which records it takes. */
export type LoggingOptions = ClientSource & {
  /** The least grave level whose records are events, by the logger's name for it or ours. Default `error`. */
  readonly level?: string | undefined
  /** Leave a breadcrumb for each record below the level. Default true. */
  readonly breadcrumbs?: boolean | undefined
  /** Tags of every record. Default none. */
  readonly tags?: ClientOptions['tags']
  /** The logger that `setupLogging` attaches to. Default the logger's own root, where it has one. */
  readonly root?: object | undefined
}

/** A client, a DSN, or options. */
export type LoggingSource<O = LoggingOptions> = Client | string | O

/** A handler; `setupLogging` attaches it to its `root`. */
export interface RavenLogging extends LoggingHandler {
  /** The client events go through. */
  readonly client: Client
  /** Hears nothing more, and leaves the logger as it was. */
  readonly uninstall: () => void
}

/** The options, their defaults filled in. */
export interface LoggingRules {
  readonly client: Client
  readonly level: string
  readonly breadcrumbs: boolean
  readonly tags: ClientOptions['tags']
  readonly root: object | undefined
  /** The console's alone. */
  readonly ignoreFiles: readonly string[]
}

/** The rules of the forms `(client, options?)`, `(dsn, options?)`, `(options?)`; throws a `TypeError` for any other. */
export function rulesOf(first: LoggingSource = {}, more?: LoggingOptions): LoggingRules {
  if (typeof first !== 'string' && typeof first !== 'object')
    throw new TypeError('a handler is made of a client, a DSN, or options')
  const given =
    typeof first === 'string' ? { dsn: first } : 'flush' in first ? { client: first } : first
  // a DSN is one of the options, and none of them has to be there
  const options = { ...given, ...more } as LoggingOptions & Partial<LoggingRules>
  const { level = 'error', breadcrumbs = true, tags, root, ignoreFiles = [], ...rest } = options
  const rules = { level, breadcrumbs, root, ignoreFiles }
  if (rest.client) return { ...rules, client: rest.client, tags }
  const { clientClass = Client, client: _, ...own } = rest
  return { ...rules, client: new clientClass({ ...own, tags: tags ?? {} }), tags: undefined }
}
