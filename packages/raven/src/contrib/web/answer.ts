/** The answer of a `node:http` server. */

import type { Answer } from './facts.ts'

/** The part of a response that is read. */
export interface NodeAnswerSource {
  readonly headersSent: boolean
  readonly statusCode: number
  /** Whether `close` was told already. */
  readonly closed?: boolean
  setHeader(name: string, value: string): unknown
  on(event: 'finish' | 'close', listener: () => void): unknown
}

/** The part of a response that tells what it was broken off with. */
export interface BreakableAnswer extends NodeAnswerSource {
  /** What it was destroyed with: by `pipeline`, whose source failed, or by the program. */
  readonly errored?: unknown
  /** Whether all of it was handed to the network. */
  readonly writableFinished?: boolean
  /** Its connection, which it has for itself unless it is one `stream` of several. */
  readonly socket?: Connection | null
  readonly stream?: { readonly errored?: unknown } | undefined
}

/** The part of a connection that is listened to. */
export interface Connection {
  on(event: 'close', listener: () => void): unknown
}

/** Its answer: done when all was handed to the network, or when the connection broke. */
export function nodeAnswer(response: NodeAnswerSource): Answer {
  const status = (): number | undefined => (response.headersSent ? response.statusCode : undefined)
  return {
    status,
    whenDone: (done) => {
      if (response.closed === true) return done()
      let isDone = false
      const once = (): void => {
        if (!isDone) done()
        isDone = true
      }
      // not `once`: taking a listener off again costs more than it, and the response goes anyhow
      response.on('finish', once)
      response.on('close', once)
    },
    setHeader: (name, value) => void response.setHeader(name, value),
  }
}

/** What it was broken off with by the program; undefined for one that was sent, and where the client went away. */
export function brokenBy(answer: BreakableAnswer): unknown {
  if (answer.writableFinished === true) return undefined
  return answer.errored ?? ownFailure(answer.stream?.errored)
}

/** HTTP/2 says of a client's leaving what it says of a failure; only the code tells. */
function ownFailure(error: unknown): unknown {
  const code: unknown = typeof error === 'object' && error !== null && Reflect.get(error, 'code')
  return typeof code === 'string' && /^(?:ERR_HTTP2_|ECONNRESET$|EPIPE$)/.test(code)
    ? undefined
    : error
}
