/**
 * A transport that the program brought along, made to keep its promises.
 *
 * It may throw, answer with a promise that rejects, answer twice, or answer nonsense; none of that may
 * reach the program or stop delivery. What it cannot say counts as no answer, and the event is kept.
 */

import type { Answer, Transport } from '../transports/transport.ts'
import { messageOf, readProperty } from '../values/describe.ts'
import { quietly } from './quietly.ts'

/** Where it does not say how much it takes at once. */
const CONCURRENCY = 1

/** The transport behind a guard. `failed` hears of what it does besides sending. */
export function guardedTransport(theirs: Transport, failed: (error: unknown) => void): Transport {
  const concurrency = readProperty(theirs, 'concurrency')
  return {
    concurrency: isCount(concurrency) ? concurrency : CONCURRENCY,
    blocks: readProperty(theirs, 'blocks') === true,
    send: (request, done) => {
      let isOpen = true
      const answer = (given: unknown): void => {
        if (!isOpen) return
        isOpen = false
        done(isAnswer(given) ? given : { ok: false, error: 'an answer that is none' })
      }
      quietly(
        () => theirs.send(request, answer),
        (error) => answer({ ok: false, error: messageOf(error) }),
      )
    },
    get wait() {
      const wait = readProperty(theirs, 'wait')
      return typeof wait === 'function' ? (ms: number) => waited(theirs, ms, failed) : undefined
    },
    close: () => quietly(() => theirs.close(), failed),
  }
}

/** No blocking, where waiting fails: it would be tried again and again. */
function waited(theirs: Transport, ms: number, failed: (error: unknown) => void): boolean {
  let isAnswered = false
  quietly(() => {
    const answer: unknown = theirs.wait?.(ms)
    isAnswered = answer === true
    return answer // it may be a promise, which is no answer, and may reject
  }, failed)
  return isAnswered
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

function isAnswer(given: unknown): given is Answer {
  if (typeof given !== 'object' || given === null) return false
  if (readProperty(given, 'ok') === false) return typeof readProperty(given, 'error') === 'string'
  const headers = readProperty(given, 'headers')
  return (
    readProperty(given, 'ok') === true &&
    typeof readProperty(given, 'status') === 'number' &&
    typeof headers === 'object' &&
    headers !== null
  )
}
