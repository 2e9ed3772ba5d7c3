import { createServer } from 'node:http'
import type express from 'express'
import type { ErrorRequestHandler } from 'express'
import type { RavenExpress } from 'raven-ts/contrib/express'
import type { AppSpec, Served } from '../contracts/web/system.ts'
import { listen } from './listen.ts'

/** An app as a user would write it: our two middlewares around its routes, its own error handler last. */
export async function serveExpress(
  make: typeof express,
  spec: AppSpec,
  raven: RavenExpress | undefined,
): Promise<Served> {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = make()
  if (spec.trustsProxy) app.set('trust proxy', true)
  if (raven) app.use(raven.requests)
  app.use(make.json())
  app.use((request, _response, next) => {
    Object.assign(request, signedIn)
    next()
  })
  app.use('/middleware', middleware)
  for (const { method, path, run } of routes) {
    app[method === 'GET' ? 'get' : 'post'](path, (request, response, next) => {
      const respond = (value: unknown): void => void response.json(value)
      const { sentry, params } = request
      const result = run({ sentry, params: params as Record<string, string> })
      if (result instanceof Promise) result.then(respond, next)
      else respond(result)
    })
  }
  app.get('/stream', (_request, response, next) => {
    response.write('half')
    setImmediate(() => next(streamFailure()))
  })
  app.use((request, _response, next) => {
    lost(request.path)
    next()
  })
  if (raven) app.use(raven.errors)
  const own: ErrorRequestHandler = (error, _request, response, next) => {
    handled(error)
    const status = answerFor(error)
    if (status === undefined) next(error)
    else response.status(status).json({ told: true })
  }
  app.use(own)
  app.set('env', 'test')
  return listen(createServer(app))
}
