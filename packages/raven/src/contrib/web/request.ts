/** A request as an event has it. */

/** What a framework knows of a request; each part may be missing. */
export interface RequestSource {
  readonly method?: string | undefined
  /** With scheme and host, or as it stands in the request line; with its query. */
  readonly url?: string | undefined
  /** Put in front of a `url` that has none. */
  readonly protocol?: string | undefined
  readonly host?: string | undefined
  readonly headers?: Headers_ | Headers | undefined
  /** Parsed cookies; without them the header is taken. */
  readonly cookies?: unknown
  /** The body as the framework parsed it, or raw. */
  readonly body?: unknown
  /** Where the request came from, by the framework's own rule about proxies. */
  readonly address?: string | undefined
}

type Headers_ = Readonly<Record<string, string | readonly string[] | undefined>>

/** Fields of an event's `request`; see the protocol's attributes. */
export function describeRequest(source: RequestSource): Record<string, unknown> {
  const { cookie, ...headers } = plainHeaders(source.headers)
  const target = source.url ?? ''
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const cookies = source.cookies ?? cookie
  return {
    method: source.method,
    url: absolute(path, source, headers.host),
    ...(mark === -1 ? {} : { query_string: target.slice(mark + 1) }),
    headers,
    ...(hasContent(cookies) ? { cookies } : {}),
    ...(hasContent(source.body) ? { data: source.body } : {}),
    ...(source.address === undefined ? {} : { env: { REMOTE_ADDR: source.address } }),
  }
}

function plainHeaders(headers: RequestSource['headers']): Record<string, unknown> {
  if (headers === undefined) return {}
  return headers instanceof Headers ? Object.fromEntries(headers) : { ...headers }
}

function absolute(path: string, { protocol, host }: RequestSource, header: unknown): string {
  if (!path.startsWith('/')) return path
  const name = host ?? (typeof header === 'string' ? header : 'localhost')
  return `${protocol ?? 'http'}://${name}${path}`
}

/** An empty body says nothing; parsers leave `{}` where there was none. */
function hasContent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}
