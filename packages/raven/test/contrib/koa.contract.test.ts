import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import Koa from 'koa'
import { ravenKoa, type RavenContext } from 'raven-ts/contrib/koa'
import { webContract, type AppSpec, type Served } from '../contracts/web-contract.ts'
import { brokenBody, listen } from './listen.ts'

/** As a user would write it: ours first and after the app's own error handling. */
async function serve(spec: AppSpec): Promise<Served> {
  const { options, routes, middleware, streamFailure, answerFor, handled } = spec
  const raven = options && ravenKoa(options)
  const app = new Koa<Koa.DefaultState, RavenContext>()
  app.silent = true
  if (raven) app.use(raven.requests)
  app.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      handled(error)
      const status = answerFor(error)
      if (status === undefined) throw error
      ctx.status = status
      ctx.body = { told: true }
    }
  })
  if (raven) app.use(raven.errors)
  app.use(bodyParser())
  app.use((ctx, next) => (ctx.path === '/middleware' ? middleware() : next()))
  const router = new Router<Koa.DefaultState, RavenContext>()
  for (const { method, path, run } of routes) {
    router[method === 'GET' ? 'get' : 'post'](path, async (ctx) => {
      ctx.body = await run({ sentry: ctx.sentry, params: ctx.params })
    })
  }
  router.get('/stream', (ctx) => {
    ctx.body = Readable.from(brokenBody(streamFailure))
  })
  app.use(router.routes())
  const answer = app.callback()
  const server = createServer((request, response) => void answer(request, response))
  return listen(server, () => raven?.uninstall())
}

webContract({
  name: 'Koa 3',
  mechanism: 'auto.http.koa',
  serve,
  cannot: { exposeEventId: 'its default handler takes back every header but those of the error' },
})
