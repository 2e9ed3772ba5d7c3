/** Attaching a handler of log records to the logger it is made for. */

/** A handler that knows where its logger's records all come by. */
export interface LoggingHandler {
  /**
   * Attaches itself, leaving out the loggers named and everything below them. Answers false, and
   * changes nothing, when a handler of its kind is attached already.
   */
  attach(exclude: readonly string[]): boolean
}

/** Loggers whose records are our own doing, or would come back to us. */
const OURS: readonly string[] = ['raven', 'sentry.errors']

/**
 * Attaches a handler once; false when one of its kind was attached before.
 *
 * @param exclude loggers whose records the handler never sees; default `raven` and `sentry.errors`
 */
export function setupLogging(handler: LoggingHandler, exclude: readonly string[] = OURS): boolean {
  return handler.attach(exclude)
}
