import { Hono, type Context } from 'hono'
import { ravenHono, type RavenHono } from 'raven-ts/contrib/hono'
import type { WebOptions } from 'raven-ts/contrib/web'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec } from '../contracts/web/system.ts'
import { failingBody, serveFetch } from './support/fetch.ts'

/** An app as a user would write it: our middleware first, its own error handler beside its routes. */
function honoApp(spec: AppSpec, raven: RavenHono | undefined): Hono {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = new Hono()
  if (raven) app.use(raven.requests)
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(signedIn)) c.set(name as never, value as never)
    await next()
  })
  app.use('/middleware', async (_c, next) => {
    middleware()
    await next()
  })
  app.onError((error, c) => {
    handled(error)
    const says: unknown = answerFor(error) ?? Reflect.get(error, 'status')
    c.status((typeof says === 'number' ? says : 500) as Parameters<typeof c.status>[0])
    return c.json({ told: true })
  })
  for (const { method, path, run } of routes) {
    app.on(method, path, async (c: Context) => {
      if (method === 'POST') await c.req.json()
      return c.json((await run({ sentry: c.get('sentry'), params: c.req.param() })) as object)
    })
  }
  app.get('/stream', () => new Response(failingBody(streamFailure)))
  app.notFound((c) => {
    lost(c.req.path)
    return c.text('nothing here', 404)
  })
  return app
}

/** Where a proxy is trusted, its header is read by the option for it. */
function integrate(options: WebOptions, trustsProxy: boolean): RavenHono {
  const addressOf = (c: Context): string | undefined => c.req.header('x-forwarded-for')
  return ravenHono(trustsProxy ? { ...options, addressOf } : options)
}

const CANNOT = {
  anonymous: 'there is no Passport for it',
  logging: 'its logger only prints',
}

webContract({
  name: 'Hono 4 on Node',
  mechanism: 'auto.http.hono',
  integrate,
  cannot: CANNOT,
  serve: (spec, raven) => serveFetch(honoApp(spec, raven).fetch),
})

webContract({
  name: 'Hono 4 where nothing tells of the connection',
  mechanism: 'auto.http.hono',
  integrate,
  interleaved: 200,
  cannot: { ...CANNOT, address: 'only what serves knows it' },
  serve: (spec, raven) => {
    const app = honoApp(spec, raven)
    return serveFetch((request) => app.fetch(request))
  },
})
