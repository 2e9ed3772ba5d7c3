/** What Next tells its instrumentation. */

/** The request that failed, as Next tells of it. */
export interface RequestLike {
  /** With its query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Where it failed. */
export interface ErrorContextLike {
  /** `App Router` or `Pages Router`. */
  readonly routerKind: string
  /** The pattern of the route: `/orders/[id]`, with `/page` or `/route` behind it in the app router. */
  readonly routePath: string
  /** `render`, `route`, `action` or `proxy`. */
  readonly routeType: string
  readonly renderSource?: string | undefined
  readonly revalidateReason?: string | undefined
}

/** Called for each error of a request. */
export type OnRequestError = (
  error: unknown,
  request: RequestLike,
  context: ErrorContextLike,
) => Promise<void> | void
