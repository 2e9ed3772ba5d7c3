/** Messages: of microservices, of websockets, of GraphQL where no request is known. */

import { attempt, type ExchangeFacts } from 'raven-ts/contrib/web'

/** The part of Nest's `ArgumentsHost` that is read. */
export interface HostLike {
  getType(): string
  getArgs(): unknown[]
}

/** Facts of a message: what it asks for, and its payload in the place of a body. */
export function describeMessage(host: HostLike): ExchangeFacts {
  const type = host.getType()
  const args = host.getArgs()
  return {
    request: () => {
      const data = payloadOf(type, args)
      return data === undefined ? undefined : { data }
    },
    route: () => placeOf(host),
    // it is answered whatever the answer says
    answer: { status: () => 200, whenDone: (done) => done() },
  }
}

/** `rpc orders.find`, `ws buy`, `graphql Query.orders`. */
export function placeOf(host: HostLike): string {
  const type = host.getType()
  return `${type} ${patternOf(type, host.getArgs())}`
}

function payloadOf(type: string, args: readonly unknown[]): unknown {
  return type === 'rpc' ? args[0] : args[1]
}

function patternOf(type: string, args: readonly unknown[]): string {
  if (type === 'graphql') return fieldOf(args[3])
  const pattern = type === 'rpc' ? attempt(() => rpcPattern(args[1])) : args.at(-1)
  return typeof pattern === 'string' ? pattern : (JSON.stringify(pattern) ?? '')
}

/** `Query.orders`, by GraphQL's own description of what is resolved. */
function fieldOf(info: unknown): string {
  const { parentType, fieldName } = Object(info) as { parentType?: unknown; fieldName?: unknown }
  return `${String(parentType)}.${String(fieldName)}`
}

/** Every transport's context has it; Nest types them apart. */
function rpcPattern(context: unknown): unknown {
  return (context as { getPattern(): unknown }).getPattern()
}
