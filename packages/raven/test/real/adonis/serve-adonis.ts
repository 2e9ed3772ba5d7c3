/** Apps of AdonisJS as its starter lays them out, put together by its own factory. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { defineConfig as defineHttp, ExceptionHandler } from '@adonisjs/core/http'
import { defineConfig as defineLogger } from '@adonisjs/core/logger'
import { IgnitorFactory } from '@adonisjs/core/factories'
import type { ApplicationService } from '@adonisjs/core/types'
import { withRaven, type RavenAdonis } from 'raven-ts/contrib/adonis'
import type { AppSpec, Served } from '../../contracts/web/system.ts'

const ROOT = new URL('./app/', import.meta.url)
const importer = (path: string): unknown =>
  import(path.startsWith('.') ? new URL(path, ROOT).href : path)

/** Says everything to nobody; the option is spelt so. */
const QUIET = defineLogger({
  default: 'app',
  loggers: { app: { enabled: true, level: 'info', desination: { write: () => {} } } },
})

/** An app with our provider and configuration; undefined: without. */
export function ignitorOf(raven: object | undefined, config: object = {}) {
  return new IgnitorFactory()
    .withCoreConfig()
    .withCoreProviders()
    .merge({
      config: { ...(raven ? { raven } : {}), ...config },
      rcFileContents: {
        providers: raven ? [() => import('raven-ts/contrib/adonis')] : [],
        commands: raven ? [() => import('raven-ts/contrib/adonis')] : [],
      },
    })
    .create(ROOT, { importer })
}

/** `app/exceptions/handler.ts`. */
function handlerOf(
  { answerFor, handled }: AppSpec,
  raven: object | undefined,
): typeof ExceptionHandler {
  return class HttpExceptionHandler extends (raven
    ? withRaven(ExceptionHandler)
    : ExceptionHandler) {
    override debug = false
    override async handle(error: never, ctx: never): Promise<unknown> {
      handled(error)
      const { response } = ctx as {
        response: { status(code: number): { send(body: object): void } }
      }
      const status = answerFor(error)
      if (status === undefined) return super.handle(error, ctx)
      return response.status(status).send({ told: true })
    }
  }
}

/** `start/kernel.ts` and `start/routes.ts`. */
async function start(app: ApplicationService, spec: AppSpec, handler: typeof ExceptionHandler) {
  const server = await app.container.make('server')
  const router = await app.container.make('router')
  server.errorHandler(async () => ({ default: handler }))
  class First {
    async handle(ctx: { request: { url(): string } }, next: () => Promise<void>): Promise<void> {
      Object.assign(ctx, spec.signedIn)
      if (ctx.request.url() === '/middleware') spec.middleware()
      await next()
    }
  }
  server.use([async () => ({ default: First })])
  router.use([() => import('@adonisjs/core/bodyparser_middleware')])
  for (const { method, path, run } of spec.routes)
    router.route(path, [method], async ({ sentry, params, logger }) => {
      const log = {
        info: (message: string) => logger.info(message),
        warn: (message: string) => logger.warn(message),
        error: (error: Error, message: string) => logger.error(error, message),
      }
      return run({ sentry, params, log })
    })
  router.get('/stream', ({ response }) => {
    const body = new Readable({ read: () => {} })
    body.push('half')
    response.stream(body)
    setImmediate(() => setImmediate(() => body.destroy(spec.streamFailure())))
  })
  router.any('*', ({ request, response }) => {
    spec.lost(request.url())
    return response.notFound({ found: false })
  })
  await server.boot()
  return server
}

/** Serves the contract's app. */
export async function serveAdonis(spec: AppSpec, raven: RavenAdonis | undefined): Promise<Served> {
  const http = defineHttp({ trustProxy: () => spec.trustsProxy, generateRequestId: false })
  const app = ignitorOf(raven, {
    app: { appKey: 'averylongrandomsecretkey', http },
    logger: QUIET,
  }).createApp('web')
  await app.init()
  await app.boot()
  const server = await start(app, spec, handlerOf(spec, raven))
  const node = createServer((request, response) => void server.handle(request, response)).listen(
    0,
    '127.0.0.1',
  )
  server.setNodeServer(node)
  await once(node, 'listening')
  const address = node.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      node.closeAllConnections()
      node.close()
      await app.terminate()
    },
  }
}
