/** Answers that the program itself broke off. */

import type { BreakableAnswer } from './answer.ts'
import { attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'

/**
 * Reports what a response was destroyed with, once it is closed. A client that went away leaves nothing
 * there, so it is nobody's error. Nothing else is listened to: an `error` listener would keep a failure
 * from ending a program that has none.
 */
export function watchBroken(exchange: Exchange, answer: BreakableAnswer, mechanism: string): void {
  attempt(() => exchange.watch(answer, mechanism))
}
