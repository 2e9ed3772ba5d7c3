/** What every web integration may be told, under the same names. */

import { Client, type ClientOptions, type IgnoreRule } from 'raven-ts'

/** A client, or what one is made of. */
export type ClientSource =
  | { readonly client: Client }
  | (ClientOptions & {
      readonly client?: undefined
      /** The class of the client that is made. Default `Client`. */
      readonly clientClass?: (new (options: ClientOptions) => Client) | undefined
    })

/** Which answers 404 become events: all, none, or all but some paths. */
export type NotFoundOption =
  | boolean
  | {
      /** Paths that are not reported: the path itself, its beginning followed by `*`, or a pattern. */
      readonly ignore?: readonly (string | RegExp)[]
    }

/** Which records of the framework's own logger become events: none, those of level `error` on, or from another on. */
export type LoggingOption = boolean | { readonly level: string }

/** The options of every web integration. */
export type WebOptions = ClientSource & {
  /** Report answers 404 that nothing else reported, at level `info`. Default false. */
  readonly notFound?: NotFoundOption | undefined
  /** Tell the id of a reported error in the answer's header `X-Sentry-ID`. Default false. */
  readonly exposeEventId?: boolean | undefined
  /** Errors that are not reported here, besides those the client ignores. Default none. */
  readonly ignoreExceptions?: readonly IgnoreRule[] | undefined
  /**
   * Properties of the signed-in user that are sent besides the id: `email`, `username`, … Default none.
   * A `client` that is given must name them too, or have consent (`sendDefaultPii`).
   */
  readonly userAttrs?: readonly string[] | undefined
  /**
   * Whether an error is reported, by the status of the answer the client really got; undefined when it
   * got none. Default: from 500 on, and when it got none.
   */
  readonly shouldCapture?: ((error: unknown, status: number | undefined) => boolean) | undefined
  /** Leave a breadcrumb for each outgoing HTTP request. Default true where the runtime tells of them. */
  readonly breadcrumbs?: boolean | undefined
  /** Report what the framework's own logger is told. Default false; only for frameworks that have a logger. */
  readonly logging?: LoggingOption | undefined
}

/** The options that are no client's. */
export interface WebRules {
  readonly notFound: NotFoundOption
  readonly exposeEventId: boolean
  readonly ignoreExceptions: readonly IgnoreRule[]
  readonly userAttrs: readonly string[]
  readonly shouldCapture: WebOptions['shouldCapture']
  readonly breadcrumbs: boolean
  readonly logging: LoggingOption
}

/** The client that was given, or one made of what was given. */
export function clientOf(options: WebOptions): Client {
  if (options.client) return options.client
  const { clientClass = Client, client: _, ...rest } = options
  const { notFound: __, exposeEventId: ___, shouldCapture: ____, ...more } = rest
  // `userAttrs` stays: the client has the last word on what leaves of a user
  const { breadcrumbs: _____, logging: ______, ...own } = more
  return new clientClass(own)
}

/** Every rule with its default filled in. */
export function rulesOf(options: WebOptions): WebRules {
  return {
    notFound: options.notFound ?? false,
    exposeEventId: options.exposeEventId ?? false,
    ignoreExceptions: options.ignoreExceptions ?? [],
    userAttrs: options.userAttrs ?? [],
    shouldCapture: options.shouldCapture,
    breadcrumbs: options.breadcrumbs ?? true,
    logging: options.logging ?? false,
  }
}
