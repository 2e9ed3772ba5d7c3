/** The answer of a `node:http` server. */

import type { Answer } from './facts.ts'

/** The part of a response that is read. */
export interface NodeAnswerSource {
  readonly headersSent: boolean
  readonly statusCode: number
  /** Whether `close` was told already. */
  readonly closed?: boolean
  setHeader(name: string, value: string): unknown
  once(event: 'finish' | 'close', listener: () => void): unknown
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
      response.once('finish', once)
      response.once('close', once)
    },
    setHeader: (name, value) => void response.setHeader(name, value),
  }
}
