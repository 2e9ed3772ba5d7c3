/**
 * Servers of `@grpc/grpc-js`: unary calls, and streams of the client, the server and both.
 *
 * ```js
 * const raven = ravenGrpc({ client })
 * server.addService(Tea.service, raven.wrap({ brew(call, callback) { … } }))
 * ```
 */

import { errorMonitor } from 'node:events'
import { describeRequest } from 'raven-ts/contrib/web'
import { Calls, type Call, type RpcOptions } from './rpc/calls.ts'
import type { Method, MethodsWrapper, Work } from './rpc/methods.ts'

export type { MethodsWrapper, RpcOptions }

/** Statuses that blame the server: unknown, deadline exceeded, unimplemented, internal, unavailable, data loss. */
const OURS = new Set<unknown>([2, 4, 12, 13, 14, 15])

/** The part of a call that is read. */
interface CallLike {
  readonly metadata?: { getMap(): Record<string, string> }
  readonly request?: unknown
  getPath?(): string
  getHost?(): string
  getPeer?(): string
  on(event: symbol, listener: (error: unknown) => void): unknown
}

/** Makes the wrapper. An error without a status of its own is answered as unknown, and reported. */
export function ravenGrpc(options: RpcOptions = {}): MethodsWrapper {
  return new Calls(options, '@grpc/', (code) => OURS.has(code)).wrapper(watched)
}

function watched({ work, self }: Method, calls: Calls): Work {
  return (given, callback, ...rest) => {
    const source = given as CallLike // of the library, which made it
    const call: Call = { mechanism: 'auto.rpc.grpc', describe: () => describe(source) }
    const report = (error: unknown): void => calls.report(call, error, statusOf(error))
    const thrown = (error: unknown): never => {
      calls.report(call, error, 2) // whatever it says, the caller is told so
      throw error
    }
    // a stream fails by an event; to watch it is not to handle it
    source.on(errorMonitor, report)
    const answer =
      typeof callback === 'function'
        ? (error: unknown, ...values: readonly unknown[]): unknown => {
            if (error) report(error)
            return Reflect.apply(callback, undefined, [error, ...values])
          }
        : callback
    return calls.run(call, () => {
      try {
        const result = Reflect.apply(work, self, [given, answer, ...rest])
        return result instanceof Promise ? result.catch(thrown) : result
      } catch (error) {
        return thrown(error)
      }
    })
  }
}

function statusOf(error: unknown): unknown {
  const code: unknown = Reflect.get(Object(error) as object, 'code')
  return typeof code === 'number' ? code : 2
}

function describe(call: CallLike) {
  const path = call.getPath?.()
  return {
    transaction: path,
    request: describeRequest({
      method: 'POST',
      url: path,
      protocol: 'grpc',
      host: call.getHost?.(),
      headers: call.metadata?.getMap(),
      body: call.request,
      address: call.getPeer?.(),
    }),
  }
}
