/** Answers that the program itself broke off. */

import type { NodeAnswerSource } from './answer.ts'
import { attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'

/** The part of a response that tells. */
export interface BreakableAnswer extends NodeAnswerSource {
  /** What it was destroyed with: by `pipeline`, whose source failed, or by the program. */
  readonly errored?: unknown
}

/**
 * Reports what a response was destroyed with, once it is closed. A client that went away leaves nothing
 * there, so it is nobody's error. Nothing else is listened to: an `error` listener would keep a failure
 * from ending a program that has none.
 */
export function watchBroken(exchange: Exchange, answer: BreakableAnswer, mechanism: string): void {
  const judge = (): void => {
    const error = attempt(() => answer.errored)
    if (error !== undefined && error !== null) exchange.report(error, mechanism)
  }
  attempt(() => answer.once('close', judge))
}
