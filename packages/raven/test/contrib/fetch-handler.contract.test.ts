import { ravenFetch, type RavenFetch, type SentryRequest } from 'raven-ts/contrib/fetch-handler'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Route } from '../contracts/web/system.ts'
import { failingBody, serveFetch } from './support/fetch.ts'

/** `/users/:id` as a pattern. */
function matches(route: Route, request: Request): Record<string, string> | undefined {
  const pattern = route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')
  const found = new RegExp(`^${pattern}$`).exec(new URL(request.url).pathname)
  return found && route.method === request.method ? { ...found.groups } : undefined
}

type Handler = (request: Request, ...rest: unknown[]) => Response | Promise<Response>

/** A handler as a user would write it: a few routes, its own handling of errors around it all. */
function fetchApp(spec: AppSpec, raven: RavenFetch | undefined): Handler {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const route = async (request: SentryRequest): Promise<Response> => {
    const { pathname } = new URL(request.url)
    Object.assign(request, signedIn)
    if (pathname === '/middleware') middleware()
    if (pathname === '/stream') return new Response(failingBody(streamFailure))
    for (const one of routes) {
      const params = matches(one, request)
      if (params) return Response.json(await one.run({ sentry: request.sentry, params }))
    }
    lost(pathname)
    return new Response('nothing here', { status: 404 })
  }
  const addressOf = ({ headers }: Request): string | undefined =>
    headers.get('x-forwarded-for') ?? undefined
  const watched = raven ? raven.wrap(route, spec.trustsProxy ? { addressOf } : {}) : route
  return async (...call) => {
    try {
      return await (watched as Handler)(...call) // whatever the server hands over goes through
    } catch (error) {
      handled(error)
      const says: unknown =
        answerFor(error) ?? (error instanceof Error && Reflect.get(error, 'status'))
      return Response.json({ told: true }, { status: typeof says === 'number' ? says : 500 })
    }
  }
}

const NO_ROUTES = 'a handler has no routes of ours'
const CONSOLE = 'a handler has no logger of ours'
const ONCE = 'a body can be read once, and the handler is the one to read it'

webContract({
  name: 'A fetch handler on Node',
  mechanism: 'auto.http.fetch',
  integrate: ravenFetch,
  cannot: { params: NO_ROUTES, body: ONCE, logging: CONSOLE },
  serve: (spec, raven) => serveFetch(fetchApp(spec, raven)),
})

webContract({
  name: 'A fetch handler where nothing tells of the connection',
  mechanism: 'auto.http.fetch',
  integrate: ravenFetch,
  interleaved: 200,
  cannot: {
    params: NO_ROUTES,
    body: ONCE,
    logging: CONSOLE,
    address: 'only what serves knows it',
    answer: 'what is answered around the handler is not seen from inside',
    ownHandler: 'what is answered around the handler is not seen from inside',
  },
  serve: (spec, raven) => {
    const fetch = fetchApp(spec, raven)
    return serveFetch((request) => fetch(request))
  },
})
