import { Readable } from 'node:stream'
import Boom from '@hapi/boom'
import Hapi, { type Request, type ResponseToolkit, type Server } from '@hapi/hapi'
import { ravenHapi, type RavenHapi } from 'raven-ts/contrib/hapi'
import type { WebOptions } from 'raven-ts/contrib/web'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Log, Served, SignedIn } from '../contracts/web/system.ts'
import { brokenBody } from './listen.ts'

/** An app as a user would write it: our plugin first, its own answers to errors beside its routes. */
async function serve(spec: AppSpec, raven: RavenHapi | undefined): Promise<Served> {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false })
  if (raven) await server.register(raven.plugin)
  signIn(server, signedIn)
  server.ext('onPreAuth', (request, h) => {
    if (request.path === '/middleware') middleware()
    return h.continue
  })
  server.ext('onPreResponse', ({ response }, h) => {
    if (!(response instanceof Error)) return h.continue
    handled(response)
    const status = answerFor(response)
    return status === undefined ? h.continue : h.response({ told: true }).code(status)
  })
  for (const { method, path, run } of routes) {
    server.route({
      method,
      path: pattern(path),
      handler: async (request) => {
        const { sentry } = request
        const params = request.params as Record<string, string>
        return await asBoom(() => run({ sentry, params, log: logOf(request) }))
      },
    })
  }
  server.route({
    method: 'GET',
    path: '/stream',
    handler: (_, h) => h.response(Readable.from(brokenBody(streamFailure), { objectMode: false })),
  })
  server.route({
    method: '*',
    path: '/{any*}',
    handler: ({ path }: Request, h: ResponseToolkit) => {
      lost(path)
      return h.response({ found: false }).code(404)
    },
  })
  await server.start()
  return {
    url: `http://127.0.0.1:${server.info.port}`,
    close: async () => {
      server.listener.closeAllConnections()
      await server.stop()
    },
  }
}

/** hapi goes by what an error of Boom says, and its users turn others into such. */
async function asBoom(run: () => unknown): Promise<object> {
  try {
    return (await run()) as object // which is sent as JSON
  } catch (error) {
    const statusCode: unknown = error instanceof Error && Reflect.get(error, 'statusCode')
    if (typeof statusCode !== 'number') throw error
    throw Boom.boomify(error as Error, { statusCode })
  }
}

/** Whoever is signed in is so by a scheme of authentication, which leaves credentials. */
function signIn(server: Server, { user, auth, isAuthenticated }: SignedIn): void {
  const credentials = auth ? (Object.values(auth)[0] as object) : user && { user }
  if (!credentials && !isAuthenticated) return
  server.auth.scheme('contract', () => ({
    authenticate: (_, h) =>
      credentials ? h.authenticated({ credentials }) : h.unauthenticated(Boom.unauthorized()),
  }))
  server.auth.strategy('contract', 'contract')
  server.auth.default({ strategy: 'contract', mode: 'try' })
}

const pattern = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

function logOf(request: Request): Log {
  return {
    info: (message) => request.log(['info'], message),
    warn: (message) => request.log(['warn'], message),
    error: (error) => request.log(['error'], error),
  }
}

/** Where a proxy is trusted, its header is read by the option for it. */
function integrate(options: WebOptions, trustsProxy: boolean): RavenHapi {
  const addressOf = ({ headers }: Request): string => String(headers['x-forwarded-for'])
  return ravenHapi(trustsProxy ? { ...options, addressOf } : options)
}

webContract({
  name: 'hapi 21',
  mechanism: 'auto.http.hapi',
  integrate,
  serve,
  pattern,
  cannot: { session: 'its plugins for sessions leave credentials' },
})
