import { H3, serve, type H3Event } from 'h3'
import { ravenH3, type RavenH3 } from 'raven-ts/contrib/h3'
import type { WebOptions } from 'raven-ts/contrib/web'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Served } from '../contracts/web/system.ts'
import { failingBody, serveFetch } from './support/fetch.ts'

/** An app as a user would write it: our plugin first, its own handler of errors in the app's options. */
function h3App(spec: AppSpec, raven: RavenH3 | undefined, onResponse?: RavenH3['responses']): H3 {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = new H3({
    silent: true,
    ...(raven && { plugins: [raven.plugin] }),
    ...(onResponse && { onResponse }),
    onError: (error, { res }) => {
      handled(error)
      // what is no error of h3 is the cause of one
      const status = answerFor(error.cause ?? error)
      if (status === undefined) return
      res.status = status
      return { told: true }
    },
  })
  app.use((event) => {
    Object.assign(event.context, signedIn)
    if (event.url.pathname === '/middleware') middleware()
  })
  for (const { method, path, run } of routes) {
    app.on(method, path, async ({ req, context }) => {
      if (method === 'POST') await req.json()
      return await run({ sentry: context.sentry, params: context.params ?? {} })
    })
  }
  app.get('/stream', () => failingBody(streamFailure))
  app.all('/**', (event) => {
    lost(event.url.pathname)
    event.res.status = 404
    return { found: false }
  })
  return app
}

async function serveNode(spec: AppSpec, raven: RavenH3 | undefined): Promise<Served> {
  const server = serve(h3App(spec, raven), {
    port: 0,
    hostname: '127.0.0.1',
    silent: true,
    gracefulShutdown: false,
    trustProxy: spec.trustsProxy,
  })
  await server.ready()
  return { url: server.url?.replace(/\/$/, '') ?? '', close: () => server.close(true) }
}

const CANNOT = {
  anonymous: 'there is no Passport for it',
  body: 'it keeps nothing of what was read',
  logging: 'it has no logger',
}

webContract({
  name: 'h3 2 on Node',
  mechanism: 'auto.http.h3',
  integrate: ravenH3,
  cannot: CANNOT,
  serve: serveNode,
})

/** Where a proxy is trusted, its header is read by the option for it. */
function integrate(options: WebOptions, trustsProxy: boolean): RavenH3 {
  const addressOf = ({ req }: H3Event) => req.headers.get('x-forwarded-for') ?? undefined
  return ravenH3(trustsProxy ? { ...options, addressOf } : options)
}

webContract({
  name: 'h3 2 where nothing tells of the connection',
  mechanism: 'auto.http.h3',
  integrate,
  interleaved: 200,
  cannot: { ...CANNOT, address: 'only what serves knows it' },
  serve: (spec, raven) => {
    const app = h3App(spec, raven, raven?.responses)
    return serveFetch((request) => app.fetch(request))
  },
})
