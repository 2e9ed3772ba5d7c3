/** Answers 404 as events. */

import { attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import type { ExchangeFacts } from './facts.ts'
import type { NotFoundOption } from './options.ts'

const NOT_FOUND = 404

/** Reports a 404 when the answer is done and nothing else of the exchange was reported. */
export function watchNotFound(
  exchange: Exchange,
  facts: ExchangeFacts,
  option: Exclude<NotFoundOption, false>,
): void {
  const { answer } = facts
  answer.whenDone(() => {
    if (answer.status() !== NOT_FOUND || exchange.hasReported) return
    const told = attempt(() => facts.request()?.url)
    const url = typeof told === 'string' ? told : ''
    if (isIgnoredPath(url, option === true ? [] : (option.ignore ?? []))) return
    exchange.captureMessage('Page not found: {url}', {
      params: { url },
      level: 'info',
      logger: 'http404',
    })
  })
}

function isIgnoredPath(url: string, ignore: readonly (string | RegExp)[]): boolean {
  const path = url.replace(/^[\w+.-]{1,20}:\/\/[^/]*/, '')
  return ignore.some((rule) => {
    if (typeof rule !== 'string')
      return new RegExp(rule.source, rule.flags.replaceAll(/[gy]/g, '')).test(path)
    return rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule
  })
}
