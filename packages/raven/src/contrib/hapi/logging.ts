/** What a program tells hapi's log, by `server.log` and `request.log`: tags in place of levels. */

import type { Level, MessageOptions } from 'raven-ts'
import type { LoggingOption, RequestSentry } from 'raven-ts/contrib/web'
import type { Told } from './told.ts'

/** Tags that are levels, the gravest first. */
const LEVELS: readonly (readonly [tag: string, level: Level])[] = [
  ['fatal', 'fatal'],
  ['error', 'error'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['info', 'info'],
  ['debug', 'debug'],
]
const GRAVITY: readonly Level[] = ['fatal', 'error', 'warning', 'info', 'debug']

/** Whoever can report: a client, or what is on a request. */
type Reporter = Pick<RequestSentry, 'captureException' | 'captureMessage'>

/** Reports one record of the log, if it is grave enough. What has no level among its tags is `info`. */
export function logTo(reporter: Reporter, told: Told, option: LoggingOption): void {
  const level = levelOf(told.tags)
  const least = option === true || option === false ? 'error' : levelOf([option.level])
  if (option === false || GRAVITY.indexOf(level) > GRAVITY.indexOf(least)) return
  const { error, data, tags } = told
  const options: MessageOptions = { level, logger: 'hapi', extra: { tags } }
  if (error !== undefined) reporter.captureException(error, options)
  else if (typeof data === 'string') reporter.captureMessage(data, options)
  else reporter.captureMessage(tags.join(', '), { ...options, extra: { tags, data } })
}

function levelOf(tags: readonly string[]): Level {
  return LEVELS.find(([tag]) => tags.includes(tag))?.[1] ?? 'info'
}
