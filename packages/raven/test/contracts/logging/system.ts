/** What the contract of loggers is run against: a real logger, with its integration attached. */

import type { Client, LoggingHandler } from 'raven-ts'
import type { LoggingOptions } from 'raven-ts/contrib/logging'

/** How a program says things to the logger. Each calls it itself: it is the caller that events must name. */
export interface Voice {
  errorFirst(error: Error): unknown
  errorUnder(key: string, error: Error): unknown
  messageThenError(text: string, error: Error): unknown
  /** `there is no %s tea`, or as the logger has places. */
  withParameter(kind: string): unknown
  objectOnly(fields: object): unknown
  /** A text with the record's data, at level `error`. */
  record(text: string, fields: object): unknown
  /** A text at level `info`. */
  info(text: string): unknown
  /** A text at level `warning`. */
  warning(text: string): unknown
  /** At a level of the program's own, which stands between `warning` and `error`. */
  own?(text: string): unknown
  /** By a logger of that name, or with that name. */
  named?(name: string, text: string): unknown
}

/** A logger that speaks. */
export interface Speaking {
  readonly voice: Voice
  readonly handler: LoggingHandler & { readonly client: Client; readonly uninstall: () => void }
  /** What reached the logger's own output. */
  readonly printed: () => readonly unknown[]
}

/** The options under which a logger is opened: a client, or what one is made of. */
export type Opening = LoggingOptions | string | Client

export interface LoggerSystem {
  readonly name: string
  /** A fresh logger with a handler that is not attached. It ends with the test. */
  open(opening: Opening, more?: LoggingOptions): Speaking
  /** The template of `withParameter`. */
  readonly template: string
  /** The parameters of it, for one kind. */
  readonly params: (kind: string) => unknown
  /** The name of the logger in events. */
  readonly logger: string
  readonly levels: {
    /** The level of an event of `own`. */
    readonly own?: string
    /** What the logger calls it. */
    readonly ownName?: string
  }
  /** What it cannot do, and why. */
  readonly cannot?: { readonly [what in 'error twice' | 'exclude']?: string }
}
