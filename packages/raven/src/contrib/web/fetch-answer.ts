/** The answer of a function that takes a `Request` and returns a `Response`. */

import { nodeAnswer, type NodeAnswerSource } from './answer.ts'
import type { Answer } from './facts.ts'
import { passThrough } from './pass-through.ts'

/** An answer, and the ways to say what is known of it. */
export interface FetchAnswer extends Answer {
  /** Says what the function answered; without a status, that its answer is made elsewhere. */
  settle(status?: number): void
  /** The response to hand on; `report` hears what its body fails with while it is sent. */
  watch(response: Response, report: (error: unknown) => void): Response
}

/** What `@hono/node-server` puts beside a `Request`. */
export interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } }
  readonly outgoing: NodeAnswerSource & { readonly errored?: unknown }
}

/** What the server put beside a request, where it is one for `node:http`; `env` is what it was called with. */
export function nodeBindingsOf(env: unknown): NodeBindings | undefined {
  const bindings = fieldOf(env, 'server') ?? env
  const outgoing = fieldOf(bindings, 'outgoing')
  // what can be listened to and says whether its headers left is a response
  const isResponse =
    typeof fieldOf(outgoing, 'once') === 'function' &&
    typeof fieldOf(outgoing, 'headersSent') === 'boolean'
  return isResponse ? (bindings as NodeBindings) : undefined
}

/** By the response of `node:http` where there is one, which is the truth; else by what the function answers. */
export function fetchAnswer(bindings: NodeBindings | undefined): FetchAnswer {
  return bindings ? sentAnswer(bindings) : returnedAnswer()
}

/** The server destroys its response with what the body failed with, so the body itself is left alone. */
function sentAnswer({ outgoing }: NodeBindings): FetchAnswer {
  return {
    ...nodeAnswer(outgoing),
    settle: () => {},
    watch: (response, report) => {
      outgoing.on('close', () => {
        const { errored } = outgoing
        if (errored !== undefined && errored !== null) report(errored)
      })
      return response
    },
  }
}

function returnedAnswer(): FetchAnswer {
  let known: { readonly status: number | undefined } | undefined
  const waiting: (() => void)[] = []
  return {
    status: () => known?.status,
    whenDone: (done) => {
      if (known) done()
      else waiting.push(done)
    },
    settle: (status) => {
      known ??= { status }
      for (const done of waiting.splice(0)) done()
    },
    watch: (response, report) => {
      const { body } = response
      // a length that is known is that of a body that is at hand
      if (body === null || response.bodyUsed || response.headers.has('content-length'))
        return response
      return new Response(passThrough(body, report), response)
    },
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
