import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ravenHttp, type RavenHttp } from 'raven-ts/contrib/node-http'
import { webContract } from '../contracts/web-contract.ts'
import type { AppSpec, Served } from '../contracts/web/system.ts'
import { brokenBody, listen, matches } from './listen.ts'

/** As a user would write it: a function that handles requests, and one around it that answers its errors. */
async function serve(spec: AppSpec, raven: RavenHttp | undefined): Promise<Served> {
  const { answerFor, handled } = spec
  const app = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    handle(spec, request, response)
  const inner = raven ? raven.handler(app) : app
  const server = createServer((request, response) => {
    inner(request, response).catch((error: unknown) => {
      handled(error)
      if (response.headersSent) return
      const own: unknown =
        typeof error === 'object' && error !== null && Reflect.get(error, 'status')
      response.statusCode = answerFor(error) ?? (typeof own === 'number' ? own : 500)
      response.end('sorry')
    })
  })
  return listen(server)
}

async function handle(
  { routes, middleware, signedIn, lost, streamFailure }: AppSpec,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? ''
  Object.assign(request, signedIn)
  if (path === '/middleware') middleware()
  if (path === '/stream') return pipeline(brokenBody(streamFailure), response)
  if (request.method === 'POST') {
    request.setEncoding('utf8')
    const body: unknown = JSON.parse((await request.toArray()).join(''))
    Object.assign(request, { body })
  }
  for (const { method, path: pattern, run } of routes) {
    const params = method === request.method ? matches(pattern, path) : undefined
    if (!params) continue
    const value: unknown = await run({ sentry: request.sentry, params })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(value))
    return
  }
  lost(path)
  response.statusCode = 404
  response.end()
}

webContract({
  name: 'node:http',
  mechanism: 'auto.http.node',
  integrate: ravenHttp,
  serve,
  cannot: {
    params: 'it has no routes',
    trustsProxy: 'it has no setting for proxies',
    logging: 'it has no logger',
  },
})
