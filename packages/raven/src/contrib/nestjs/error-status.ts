/** What an error means to whoever asked, by its own word: for what is answered without a status line. */

import { attempt } from 'raven-ts/contrib/web'

const SERVER_ERROR = 500
const REFUSAL = 400

/**
 * The status an error stands for: that of an `HttpException`; 400 for what a handler means to say to its
 * caller (`RpcException`, `WsException`, an error of GraphQL with a code), unless it names one from 500
 * on; 500 for everything else, whatever a library noted on it.
 */
export function errorStatus(error: unknown): number {
  return attempt(() => said(error)) ?? SERVER_ERROR
}

function said(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const http = call(error, 'getStatus')
  if (typeof http === 'number') return http
  if (typeof Reflect.get(error, 'getError') === 'function')
    return numberOf(call(error, 'getError')) ?? REFUSAL
  // as errors of `http-errors` say that they are meant for the caller
  if (typeof Reflect.get(error, 'expose') === 'boolean') return numberOf(error)
  const extensions: unknown = Reflect.get(error, 'extensions')
  if (typeof extensions !== 'object' || extensions === null) return undefined
  const code: unknown = Reflect.get(extensions, 'code')
  if (code === undefined) return numberOf(Reflect.get(extensions, 'http'))
  return code === 'INTERNAL_SERVER_ERROR' ? SERVER_ERROR : REFUSAL
}

function call(error: object, name: string): unknown {
  const method: unknown = Reflect.get(error, name)
  return typeof method === 'function' ? Reflect.apply(method, error, []) : undefined
}

function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const status: unknown = Reflect.get(value, 'statusCode') ?? Reflect.get(value, 'status')
  return typeof status === 'number' ? status : undefined
}
