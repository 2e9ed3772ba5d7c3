/** What Express tells of a request and its answer. */

import {
  nodeFacts,
  type BreakableAnswer,
  type ExchangeFacts,
  type NodeAnswerSource,
  type NodeFactsSource,
  type RequestSource,
} from 'raven-ts/contrib/web'
import { routeOf, type RoutedRequest } from './route.ts'

/** The part of a request that is read. */
export interface RequestLike extends NodeFactsSource, RoutedRequest {
  readonly url?: string | undefined
  readonly protocol?: string | undefined
  readonly hostname?: string | undefined
  readonly ip?: string | undefined
  /** Its answer, which Express puts there. */
  readonly res?: BreakableAnswer | undefined
  readonly body?: unknown
  readonly cookies?: unknown
}

/** Address and protocol by Express's own settings, and the pattern of the route. */
export function factsOf(request: RequestLike, response: NodeAnswerSource): ExchangeFacts {
  return {
    ...nodeFacts(request, response, () => known(request)),
    route: () => routeOf(request),
  }
}

/** What Express knows better than `node:http`, by its own settings: `trust proxy` above all. */
function known(request: RequestLike): RequestSource {
  const { originalUrl, url, protocol, ip, body, cookies } = request
  return { url: originalUrl ?? url, protocol, address: ip, body, cookies }
}
