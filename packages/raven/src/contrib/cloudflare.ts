/**
 * Cloudflare Workers: `fetch`, `scheduled`, `queue` and every other handler of a worker.
 *
 * ```js
 * const raven = ravenCloudflare() // the DSN is the variable or secret SENTRY_DSN of the worker
 * export default raven.wrap({ async fetch(request, env, context) { … }, async queue(batch, env, context) { … } })
 * ```
 */

import type { Client, ContextInput } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import { attempt, type WebOptions } from 'raven-ts/contrib/web'

/** The options of {@link ravenCloudflare}. */
export type CloudflareOptions = WebOptions & {
  /** Milliseconds the runtime is asked to live on for what is to be sent. Default 20000. */
  readonly flushTimeoutMs?: number | undefined
}

/** What {@link ravenCloudflare} makes. */
export interface RavenCloudflare {
  /** The client events go through. */
  readonly client: Client
  /** The same handlers: what they fail with is reported and goes on; `waitUntil` of their context waits for the report. */
  readonly wrap: <T extends object>(handlers: T) => T
  /** Ends what the integration listens to. */
  readonly uninstall: () => void
}

/** The part of an `ExecutionContext` that is used. */
interface Waits {
  waitUntil?(promise: Promise<unknown>): void
}

type Handler = (this: unknown, ...args: readonly unknown[]) => unknown

/** Makes the wrapper. */
export function ravenCloudflare(options: CloudflareOptions = {}): RavenCloudflare {
  const { flushTimeoutMs = 20_000, ...rest } = options
  const raven = ravenFetch(rest)
  const { client } = raven
  const settle = (context: unknown): void => {
    if (client.stats().waiting === 0) return
    // a call that is over takes nothing any more
    attempt(() => (Object(context) as Waits).waitUntil?.(client.flush(flushTimeoutMs)))
  }

  const watched = (name: string, handler: Handler): Handler =>
    async function (this: unknown, ...args) {
      const [input, env, context] = args
      const run = (): unknown => Reflect.apply(handler, this, args)
      useDsn(client, env)
      try {
        if (!(input instanceof Request)) return await reported(client, name, input, run)
        const fetch = raven.wrap(async () => (await run()) as Response, {
          addressOf: ({ headers }) => headers.get('cf-connecting-ip') ?? undefined,
          onReport: () => settle(context),
        })
        return await fetch(input)
      } finally {
        settle(context)
      }
    }

  return {
    client,
    wrap: (handlers) => ({
      ...handlers,
      ...Object.fromEntries(
        Object.entries(handlers)
          .filter((entry): entry is [string, Handler] => typeof entry[1] === 'function')
          .map(([name, handler]) => [name, watched(name, handler)]),
      ),
    }),
    uninstall: raven.uninstall,
  }
}

/** A worker is told its variables with each call, where it has no `process.env`. */
function useDsn(client: Client, env: unknown): void {
  const { SENTRY_DSN: dsn } = Object(env) as { SENTRY_DSN?: unknown }
  if (!client.remote.isActive() && typeof dsn === 'string') client.setDsn(dsn)
}

/** Runs what no request called. */
function reported(client: Client, name: string, input: unknown, run: () => unknown): unknown {
  return client.withContext(
    () => describe(name, Object(input) as Told),
    async () => {
      try {
        return await run()
      } catch (error) {
        client.captureException(error, {
          mechanism: { type: `auto.function.cloudflare.${name}`, handled: false },
        })
        throw error
      }
    },
  )
}

/** What is read of what calls a handler: a time that has come, a batch of a queue, a mail. */
interface Told {
  readonly cron?: string
  readonly scheduledTime?: number
  readonly queue?: string
  readonly messages?: readonly {
    readonly id?: string
    readonly attempts?: number
    readonly body?: unknown
  }[]
}

function describe(name: string, { cron, scheduledTime, queue, messages }: Told): ContextInput {
  const what = cron ?? queue
  return {
    transaction: what === undefined ? name : `${name} ${what}`,
    extra: {
      ...(cron === undefined ? {} : { cron, scheduledTime }),
      // by getters of the runtime, so they are read one by one
      ...(messages
        ? { queue, messages: messages.map(({ id, attempts, body }) => ({ id, attempts, body })) }
        : {}),
    },
  }
}
