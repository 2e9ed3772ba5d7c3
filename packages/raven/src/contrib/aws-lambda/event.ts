/** What called a function: a request by API Gateway, a load balancer or a function's own address, or anything else. */

import type { ContextInput } from 'raven-ts'
import { describeRequest } from 'raven-ts/contrib/web'

type Texts = Readonly<Record<string, string | undefined>>

/** The parts of events that are read; each may be missing. */
export interface LambdaEvent {
  readonly requestContext?: {
    readonly domainName?: string
    readonly identity?: { readonly sourceIp?: string }
    readonly http?: { readonly method?: string; readonly path?: string; readonly sourceIp?: string }
  }
  readonly httpMethod?: string
  readonly path?: string
  readonly rawPath?: string
  readonly rawQueryString?: string
  readonly queryStringParameters?: Texts | null
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>> | null
  readonly headers?: Texts | null
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | null
  readonly cookies?: readonly string[]
  readonly routeKey?: string
  readonly resource?: string
  readonly body?: string | null
  readonly isBase64Encoded?: boolean
}

/** A request becomes the event's request; whatever else it is is kept as it is. */
export function describeEvent(event: LambdaEvent, name: string | undefined): ContextInput {
  const { requestContext, httpMethod, path, rawPath, cookies, routeKey, resource } = event
  const method = requestContext?.http?.method ?? httpMethod
  if (method === undefined) return { transaction: name, extra: { event } }
  const headers = headersOf(event)
  const query = event.rawQueryString ?? queryOf(event)
  const route = routeKey ?? (resource === undefined ? undefined : `${method} ${resource}`)
  return {
    transaction: route?.includes('/') === true ? route : name,
    request: describeRequest({
      method,
      url: `${rawPath ?? path ?? '/'}${query === '' ? '' : `?${query}`}`,
      protocol: 'https',
      host: headers.host ?? requestContext?.domainName,
      headers,
      cookies: cookies?.join('; '),
      body: bodyOf(event, headers['content-type']),
      address: requestContext?.http?.sourceIp ?? requestContext?.identity?.sourceIp,
    }),
  }
}

/** By lower-case names: the older API hands them over as the caller wrote them. */
function headersOf({ headers, multiValueHeaders }: LambdaEvent): Texts {
  const found = Object.entries<unknown>(headers ?? multiValueHeaders ?? {})
  return Object.fromEntries(found.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function queryOf({
  multiValueQueryStringParameters: many,
  queryStringParameters: one,
}: LambdaEvent): string {
  const pairs = Object.entries<unknown>(many ?? one ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, String(value)] satisfies [string, string]),
  )
  return String(new URLSearchParams(pairs))
}

/** What is text is read, so that secrets in it can be told by their names; of anything else there is nothing to see. */
function bodyOf({ body, isBase64Encoded }: LambdaEvent, type: string | undefined): unknown {
  if (isBase64Encoded !== true || typeof body !== 'string') return body
  return /json|form-urlencoded|^text|xml/.test(type ?? '')
    ? Buffer.from(body, 'base64').toString()
    : undefined
}
