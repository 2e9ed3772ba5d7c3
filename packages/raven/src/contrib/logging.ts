/** What the handlers of all loggers have in common. */

export type { LoggingOptions, LoggingSource, RavenLogging } from './logging/source.ts'
/** @internal */
export { after } from './logging/after.ts'
/** @internal */
export { callerOf } from './logging/caller.ts'
/** @internal */
export { severityOf, type Weights } from './logging/levels.ts'
/** @internal */
export {
  brand,
  Calls,
  isBranded,
  replaceMethod,
  type Call,
  type Method,
} from './logging/methods.ts'
/** @internal */
export { isPlain } from './logging/plain.ts'
/** @internal */
export { errorIn, errorOf, recordOf, type LogRecord } from './logging/record.ts'
/** @internal */
export { LogReporter } from './logging/reporter.ts'
