/** Functions that answer requests: the platform stops them when their answer has left, so its end waits. */

import { describeRequest, describeUser, type Answer, type WebReporter } from 'raven-ts/contrib/web'
import type { Invocations, Work } from '../serverless/invocations.ts'

/** The part of Express's request that is read. */
export interface RequestLike {
  readonly method: string
  readonly originalUrl?: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly protocol?: string
  readonly ip?: string
  readonly body?: unknown
}

/** The part of a response that is read, and what is put around its end. */
export interface ResponseLike {
  readonly headersSent: boolean
  readonly statusCode: number
  end: Work
  setHeader(name: string, value: string): unknown
  writeHead(status: number): unknown
  on(event: 'close', listener: () => void): unknown
}

interface Served {
  readonly web: WebReporter
  readonly calls: Invocations
  readonly request: RequestLike
  readonly response: ResponseLike
}

/** Runs the function; what it throws, at once or later, is reported and goes on. */
export function served({ web, calls, request, response }: Served, work: () => unknown): unknown {
  const answer = heldAnswer(response, calls)
  const exchange = web.exchange(request, () => ({
    request: () => {
      const { method, originalUrl: url, headers, protocol, ip: address, body } = request
      return describeRequest({ method, url, headers, protocol, address, body })
    },
    user: (attrs) => describeUser(request, attrs),
    answer,
  }))
  const fail = (error: unknown): never => {
    exchange.report(error, 'auto.function.google_cloud')
    throw error
  }
  return exchange.run(() => {
    try {
      const result = work()
      return result instanceof Promise ? result.catch(fail) : result
    } catch (error) {
      return fail(error)
    }
  })
}

/** Known when the function ends it, which is when errors are judged by it; sent when they have left. */
function heldAnswer(response: ResponseLike, calls: Invocations): Answer {
  const waiting: (() => void)[] = []
  const { end } = response
  let isEnding = false
  let isHeld = false
  const settle = (): void => {
    isEnding = true
    for (const done of waiting.splice(0)) done()
  }
  response.on('close', settle)
  response.end = (...args: readonly unknown[]) => {
    if (isHeld) return response
    settle()
    const send = (): unknown => {
      isHeld = false
      process.off('exit', send)
      return Reflect.apply(end, response, args)
    }
    const left = calls.settle()
    if (!left) return send()
    isHeld = true
    if (!response.headersSent) response.writeHead(response.statusCode) // nobody is to answer once more
    // the framework may end the process over a crash, whose answer is this one
    process.prependOnceListener('exit', send)
    void left.then(() => (isHeld ? send() : undefined))
    return response
  }
  return {
    status: () => (isEnding || response.headersSent ? response.statusCode : undefined),
    whenDone: (done) => {
      if (isEnding) done()
      else waiting.push(done)
    },
    setHeader: (name, value) => void response.setHeader(name, value),
  }
}

export function isRequest(value: unknown): value is RequestLike {
  return typeof value === 'object' && value !== null && 'headers' in value && 'method' in value
}

export function isResponse(value: unknown): value is ResponseLike {
  const { end, setHeader } = Object(value) as Record<string, unknown>
  return typeof end === 'function' && typeof setHeader === 'function'
}
