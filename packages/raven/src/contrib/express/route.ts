/**
 * The pattern of the route that a request came to, with those of the routers around it.
 *
 * When an error reaches Express, the request has forgotten which routers it went through, and it never
 * knew their patterns: `/users/7` of `/users/:id`. So the routers are asked in the order they were,
 * without changing anything of them. They document no such question; where they cannot be asked, the
 * part of the path before the route's own stands as it was sent.
 */

import { attempt } from 'raven-ts/contrib/web'

/** The part of a request that is read. */
export interface RoutedRequest {
  readonly originalUrl?: string | undefined
  readonly url?: string | undefined
  readonly route?: { readonly path?: unknown } | undefined
  readonly app?: object | undefined
}

/** Express 5 has its outermost router at `router`, where Express 4 throws. */
interface App {
  readonly _router?: Stacked
  readonly router?: Stacked
}

interface Stacked {
  readonly stack?: readonly Layer[]
}

/** One entry of a router. */
interface Layer {
  readonly route?: object
  readonly handle?: Stacked
  /** Express 5 */
  readonly matchers?: readonly ((path: string) => Match | false)[]
  /** Express 4 */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean }
  readonly keys?: readonly { readonly name: string | number }[]
}

interface Match {
  readonly path: string
  readonly params: Readonly<Record<string, unknown>>
}

/** `/shops/:shop/orders/:id`; undefined where no route was reached. */
export function routeOf(request: RoutedRequest): string | undefined {
  const { route, originalUrl, url, app } = request
  if (route === undefined) return undefined
  const own = patternText(route.path)
  const [path = '/'] = (originalUrl ?? url ?? '/').split('?', 1)
  const stack = attempt(() => stackOf(app))
  const prefix = stack && attempt(() => prefixIn(stack, route, path))
  return own === undefined ? undefined : joined(prefix ?? sentBefore(own, path), own)
}

function stackOf(app: App = {}): Stacked['stack'] {
  return (app._router ?? app.router)?.stack
}

function patternText(path: unknown): string | undefined {
  if (typeof path === 'string') return path
  if (path instanceof RegExp) return String(path)
  return Array.isArray(path) ? path.map(patternText).join(',') : undefined
}

/** The patterns on the way to `route`; undefined where it is not to be found. */
function prefixIn(stack: readonly Layer[], route: object, path: string): string | undefined {
  for (const layer of stack) {
    if (layer.route === route) return ''
    const inner = layer.handle?.stack
    const match = inner && matchOf(layer, path)
    const rest = match && prefixIn(inner, route, path.slice(match.path.length) || '/')
    if (match && rest !== undefined) return named(match) + rest
  }
  return undefined
}

function matchOf({ matchers = [], regexp, keys = [] }: Layer, path: string): Match | undefined {
  for (const matcher of matchers) {
    const match = matcher(path)
    if (match) return match.path === '/' ? { ...match, path: '' } : match
  }
  if (regexp?.fast_slash === true) return { path: '', params: {} }
  const found = regexp?.exec(path)
  if (!found) return undefined
  const params = keys.map(({ name }, index) => [name, found[index + 1]] as const)
  return { path: found[0], params: Object.fromEntries(params) }
}

/** The path with the names of parameters in place of what was sent for them. */
function named({ path, params }: Match): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  const segments = path.split('/').map((segment) => {
    const name = names.get(segment) ?? names.get(attempt(() => decodeURIComponent(segment)))
    return name === undefined ? segment : `:${name}`
  })
  return segments.join('/').replace(/\/$/, '')
}

/** What was sent before the route's own part, as far as that has one segment for each of its own. */
function sentBefore(own: string, path: string): string {
  if (!/^(?:\/:?\w+)+$/.test(own)) return ''
  return path
    .replace(/\/$/, '')
    .split('/')
    .slice(0, -(own.split('/').length - 1))
    .join('/')
}

function joined(prefix: string, own: string): string {
  return own === '/' && prefix !== '' ? prefix : prefix + own
}
