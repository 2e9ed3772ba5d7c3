import { ravenFetch, type SentryRequest } from 'raven-ts/contrib/fetch-handler'
import { webContract, type AppSpec, type Route } from '../contracts/web-contract.ts'
import { failingBody, serveFetch } from './support/fetch.ts'

/** `/users/:id` as a pattern. */
function matches(route: Route, request: Request): Record<string, string> | undefined {
  const pattern = route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')
  const found = new RegExp(`^${pattern}$`).exec(new URL(request.url).pathname)
  return found && route.method === request.method ? { ...found.groups } : undefined
}

type Handler = (request: Request, ...rest: unknown[]) => Response | Promise<Response>

/** A handler as a user would write it: a few routes, its own handling of errors around it all. */
function fetchApp(spec: AppSpec): { fetch: Handler; uninstall: () => void } {
  const { options, routes, middleware, streamFailure, answerFor, handled } = spec
  const raven = options && ravenFetch(options)
  const route = async (request: SentryRequest): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/middleware') middleware()
    if (pathname === '/stream') return new Response(failingBody(streamFailure))
    for (const one of routes) {
      const params = matches(one, request)
      if (params) return Response.json(await one.run({ sentry: request.sentry, params }))
    }
    return new Response('nothing here', { status: 404 })
  }
  const watched: Handler = raven ? raven.wrap(route) : route
  return {
    uninstall: () => raven?.uninstall(),
    fetch: async (...call) => {
      try {
        return await watched(...call)
      } catch (error) {
        handled(error)
        const says: unknown =
          answerFor(error) ?? (error instanceof Error && Reflect.get(error, 'status'))
        return Response.json({ told: true }, { status: typeof says === 'number' ? says : 500 })
      }
    },
  }
}

const NO_ROUTES = 'a handler has no routes of ours'
const ONCE = 'a body can be read once, and the handler is the one to read it'

webContract({
  name: 'A fetch handler on Node',
  mechanism: 'auto.http.fetch',
  cannot: { params: NO_ROUTES, body: ONCE },
  serve: (spec) => {
    const { fetch, uninstall } = fetchApp(spec)
    return serveFetch(fetch, uninstall)
  },
})

webContract({
  name: 'A fetch handler where nothing tells of the connection',
  mechanism: 'auto.http.fetch',
  cannot: {
    params: NO_ROUTES,
    body: ONCE,
    answer: 'what is answered around the handler is not seen from inside',
    ownHandler: 'what is answered around the handler is not seen from inside',
  },
  serve: (spec) => {
    const { fetch, uninstall } = fetchApp(spec)
    return serveFetch((request) => fetch(request), uninstall)
  },
})
