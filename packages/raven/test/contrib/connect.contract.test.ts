import { createServer } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import connect from 'connect'
import { ravenConnect, type RavenConnect } from 'raven-ts/contrib/connect'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Served } from '../contracts/web/system.ts'
import { brokenBody, listen, matches } from './listen.ts'

/** As a user would write it; Connect has no routes and no body parser, so those are by hand. */
async function serve(spec: AppSpec, raven: RavenConnect | undefined): Promise<Served> {
  const { routes, middleware, signedIn, lost, streamFailure, answerFor, handled } = spec
  const app = connect()
  if (raven) app.use(raven.requests)
  app.use((request, _response, next) => {
    if (request.method !== 'POST') return next()
    const parts: string[] = []
    request.setEncoding('utf8').on('data', (part: string) => parts.push(part))
    request.on('end', () => {
      Object.assign(request, { body: JSON.parse(parts.join('')) as unknown })
      next()
    })
  })
  app.use((request, _response, next) => {
    Object.assign(request, signedIn)
    next()
  })
  app.use('/middleware', () => middleware())
  app.use('/stream', (_request, response) => {
    const body = Readable.from(brokenBody(streamFailure))
    pipeline(body, response, () => {}) // whoever only cleans up here loses nothing
  })
  app.use((request, response, next) => {
    const path = request.url?.split('?', 1)[0] ?? ''
    for (const { method, path: pattern, run } of routes) {
      const params = method === request.method ? matches(pattern, path) : undefined
      if (!params) continue
      const respond = (value: unknown): void => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(value))
      }
      const result = run({ sentry: request.sentry, params })
      if (result instanceof Promise) result.then(respond, next)
      else respond(result)
      return
    }
    lost(path)
    next()
  })
  if (raven) app.use(raven.errors)
  const own: connect.ErrorHandleFunction = (error, _request, response, next) => {
    handled(error)
    const status = answerFor(error)
    if (status === undefined) return next(error)
    response.statusCode = status
    response.end('told')
  }
  app.use(own)
  return listen(createServer(app))
}

webContract({
  name: 'Connect 3',
  mechanism: 'auto.http.connect',
  integrate: ravenConnect,
  serve,
  cannot: {
    params: 'it has no routes',
    trustsProxy: 'it has no setting for proxies',
    logging: 'it has no logger',
  },
})
