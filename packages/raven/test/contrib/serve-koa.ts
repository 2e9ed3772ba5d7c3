import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import type Koa from 'koa'
import type { RavenContext, RavenKoa } from 'raven-ts/contrib/koa'
import type { AppSpec, Served } from '../contracts/web/system.ts'
import { brokenBody, listen } from './listen.ts'

/** What Koa makes impossible, of either version. */
export const KOA_CANNOT = {
  exposeEventId: 'its default handler takes back every header but those of the error',
  session: 'reading `ctx.session` opens one; Passport puts the user at `ctx.state.user` besides',
  auth: 'its middlewares leave users at `ctx.state.user`',
  logging: 'it has no logger',
}

/** As a user would write it: ours first and after the app's own error handling. */
export async function serveKoa(
  Framework: typeof Koa,
  spec: AppSpec,
  raven: RavenKoa | undefined,
): Promise<Served> {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = new Framework<Koa.DefaultState, RavenContext>({ proxy: spec.trustsProxy })
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
  app.use((ctx, next) => {
    const { user, ...more } = signedIn
    Object.assign(ctx, more) // as koa-passport does
    if (user) ctx.state['user'] = user
    return next()
  })
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
  app.use((ctx) => lost(ctx.path))
  const answer = app.callback()
  const server = createServer((request, response) => void answer(request, response))
  return listen(server)
}
