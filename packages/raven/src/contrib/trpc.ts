/**
 * Procedures of tRPC 11.
 *
 * ```js
 * const raven = ravenTrpc({ client })
 * const procedure = t.procedure.use(raven.middleware)
 * createHTTPServer({ router, onError: raven.onError }) // besides, or alone
 * ```
 */

import type { Client } from 'raven-ts'
import { Calls, type Call, type RpcOptions } from './rpc/calls.ts'

export type { RpcOptions }

/** What {@link ravenTrpc} makes. */
export interface RavenTrpc {
  /** The client events go through. */
  readonly client: Client
  /** For `procedure.use`: gives each call a context of its own, and reports what it fails with. */
  readonly middleware: <R extends Promise<object>>(call: {
    readonly path: string
    readonly type: string
    readonly next: () => R
    readonly getRawInput?: () => Promise<unknown>
  }) => R
  /** For the `onError` of any adapter: reports what the middleware has not seen, too. */
  readonly onError: (failed: {
    readonly error: Error
    readonly path?: string | undefined
    readonly type?: string | undefined
    readonly input?: unknown
  }) => void
}

/** Codes that blame the server; others tell the caller what it did. */
const OURS = new Set<unknown>([
  'INTERNAL_SERVER_ERROR',
  'NOT_IMPLEMENTED',
  'BAD_GATEWAY',
  'SERVICE_UNAVAILABLE',
  'GATEWAY_TIMEOUT',
])

interface Told {
  readonly path?: string | undefined
  readonly type?: string | undefined
  readonly input?: unknown
}

/** Makes the middleware and the hook; use either or both, an error is one event. */
export function ravenTrpc(options: RpcOptions = {}): RavenTrpc {
  const calls = new Calls(options, '@trpc/', (code) => OURS.has(code))
  const report = (error: unknown, told: Told): void =>
    calls.report(callOf(told), thrownOf(error), Reflect.get(Object(error) as object, 'code'))

  const follow = async (
    { next, ...told }: Told & { next: () => Promise<object> },
    input: () => Promise<unknown>,
  ) =>
    calls.run(callOf(told), async () => {
      const result = await next()
      const error: unknown = Reflect.get(result, 'error')
      if (error) report(error, { ...told, input: await input().catch(() => undefined) })
      return result
    })
  return {
    client: calls.client,
    middleware: <R extends Promise<object>>(
      call: Told & { next: () => R; getRawInput?: () => Promise<unknown> },
    ) => {
      const { path, type, next, getRawInput } = call
      // it answers what `next` does
      return follow({ path, type, next }, async () => getRawInput?.()) as R
    },
    onError: ({ error, path, type, input }) => report(error, { path, type, input }),
  }
}

function callOf({ path, type, input }: Told): Call {
  return {
    mechanism: 'auto.rpc.trpc',
    describe: () => ({
      transaction: `${type} ${path}`,
      ...(input === undefined ? {} : { extra: { input } }),
    }),
  }
}

/** What a procedure threw; tRPC puts what is no error of its own into one that says the same. */
function thrownOf(error: unknown): unknown {
  const { cause, message } = Object(error) as { cause?: unknown; message?: unknown }
  return cause instanceof Error && cause.message === message ? cause : error
}
