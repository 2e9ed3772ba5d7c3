import { Hono, type Context } from 'hono'
import { ravenHono } from 'raven-ts/contrib/hono'
import { webContract, type AppSpec } from '../contracts/web-contract.ts'
import { failingBody, serveFetch } from './support/fetch.ts'

/** An app as a user would write it: our middleware first, its own error handler beside its routes. */
function honoApp(spec: AppSpec): { app: Hono; uninstall: () => void } {
  const { options, routes, middleware, streamFailure, answerFor, handled } = spec
  const raven = options && ravenHono(options)
  const app = new Hono()
  if (raven) app.use(raven.requests)
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
  return { app, uninstall: () => raven?.uninstall() }
}

webContract({
  name: 'Hono 4 on Node',
  mechanism: 'auto.http.hono',
  serve: (spec) => {
    const { app, uninstall } = honoApp(spec)
    return serveFetch(app.fetch, uninstall)
  },
})

webContract({
  name: 'Hono 4 where nothing tells of the connection',
  mechanism: 'auto.http.hono',
  serve: (spec) => {
    const { app, uninstall } = honoApp(spec)
    return serveFetch((request) => app.fetch(request), uninstall)
  },
})
