/**
 * Servers of zerorpc.
 *
 * ```js
 * const raven = ravenZerorpc({ client })
 * const server = new zerorpc.Server(raven.wrap({ brew: function (kind, reply) { … } }))
 * ```
 */

import { Calls, type Call, type RpcOptions } from './rpc/calls.ts'
import type { Method, MethodsWrapper, Work } from './rpc/methods.ts'

export type { MethodsWrapper, RpcOptions }

/** Makes the wrapper. What a method throws is reported, and what it replies with as an error. */
export function ravenZerorpc(options: RpcOptions = {}): MethodsWrapper {
  return new Calls(options, 'zerorpc/|zeromq', () => true).wrapper(watched)
}

function watched({ name, work, self }: Method, calls: Calls): Work {
  const wrapped: Work = (...args) => {
    const reply = args.at(-1)
    const given = typeof reply === 'function' ? args.slice(0, -1) : args
    const call: Call = {
      mechanism: 'auto.rpc.zerorpc',
      describe: () => ({ transaction: name, extra: { args: given } }),
    }
    const report = (error: unknown): void => calls.report(call, error, undefined)
    const answer: Work = (error, ...rest) => {
      if (error) report(error)
      return Reflect.apply(reply as Work, undefined, [error, ...rest])
    }
    return calls.run(call, () => {
      try {
        return Reflect.apply(work, self, given === args ? args : [...given, answer])
      } catch (error) {
        report(error)
        throw error
      }
    })
  }
  // zerorpc reads there what the parameters are called
  return Object.defineProperty(wrapped, 'toString', { value: () => String(work) })
}
