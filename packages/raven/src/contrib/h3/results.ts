/** What handlers of h3 answer and throw, before h3 makes a response of it. */

import { passThrough, type FetchAnswer } from 'raven-ts/contrib/web'

/** No route matched; h3's own. */
const NOT_FOUND = Symbol.for('h3.notFound')
const SERVER_ERROR = 500

/** Whether something thrown is but a sign between parts of h3. */
export function isSign(thrown: unknown): boolean {
  return thrown === NOT_FOUND || thrown === Symbol.for('h3.handled')
}

/** The status that h3 will answer a result with; `prepared` is the one that was set for it. */
export function statusOf(result: unknown, prepared: number | undefined): number {
  if (result === NOT_FOUND || result === undefined) return 404
  const said = result instanceof Error ? statusOfError(result) : fieldOf(result, 'status')
  const isAnswer = result instanceof Response || result instanceof Error || isHttpResponse(result)
  return (isAnswer && typeof said === 'number' ? said : prepared) ?? 200
}

/** The status that h3 will answer an error with: the error's own, or that of its cause. */
export function statusOfError(error: unknown): number {
  const said = typeof error === 'number' ? [error] : [error, fieldOf(error, 'cause')].map(saidBy)
  return said.find((status) => status >= 100 && status <= 599) ?? SERVER_ERROR
}

function saidBy(error: unknown): number {
  return Number(fieldOf(error, 'status') ?? fieldOf(error, 'statusCode'))
}

/** What was thrown: h3 hands what is no error of its own to `onError` as the cause of one. */
export function causeOf(error: unknown): unknown {
  return fieldOf(error, 'unhandled') === true ? fieldOf(error, 'cause') : error
}

/** The result to hand on; `report` hears what its body fails with where no server of Node tells. */
export function watchResult(
  result: unknown,
  answer: FetchAnswer,
  report: (error: unknown) => void,
): unknown {
  if (result instanceof Response) return answer.watch(result, report)
  return result instanceof ReadableStream && !result.locked ? passThrough(result, report) : result
}

/** Where Node serves: a stream that fails before its first byte is answered by 500, and told to nobody. */
export function watchStream(
  result: unknown,
  outgoing: object,
  report: (error: unknown) => void,
): void {
  if (!isNodeStream(result)) return
  result.once('close', () => {
    const { errored } = result
    if (errored !== undefined && errored !== null && fieldOf(outgoing, 'destroyed') !== true)
      report(errored)
  })
}

interface NodeStream {
  readonly errored?: unknown
  once(event: 'close', listener: () => void): unknown
}

function isNodeStream(value: unknown): value is NodeStream {
  return (
    typeof fieldOf(value, 'pipe') === 'function' && typeof fieldOf(value, 'once') === 'function'
  )
}

function isHttpResponse(value: unknown): boolean {
  return fieldOf(value, Symbol.for('h3.HTTPResponse')) === true
}

function fieldOf(value: unknown, name: string | symbol): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
