/** Apps of Nest as a user would write them; decorators are called as functions, so that nothing compiles them. */

import 'reflect-metadata'
import { setImmediate as turn } from 'node:timers/promises'
import { Readable } from 'node:stream'
import {
  Catch,
  ConsoleLogger,
  Controller,
  Get,
  HttpException,
  Logger,
  Module,
  NotFoundException,
  Post,
  Req,
  StreamableFile,
  type ArgumentsHost,
  type INestApplication,
  type MiddlewareConsumer,
} from '@nestjs/common'
import { BaseExceptionFilter, HttpAdapterHost, NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { RequestSentry } from 'raven-ts/contrib/web'
import { RavenLogger, type RavenNest } from 'raven-ts/contrib/nestjs'
import type { AppSpec, Route, Served } from '../../contracts/web/system.ts'

interface RequestLike {
  readonly params: Record<string, string>
  readonly url: string
  readonly sentry?: RequestSentry
}

export type Platform = 'express' | 'fastify'

/** What a handler of Nest is written as: a status is said by an exception of Nest's own. */
async function answer(route: Route, request: RequestLike): Promise<unknown> {
  const logger = new Logger('Shop')
  const log = {
    info: (message: string) => logger.log(message),
    warn: (message: string) => logger.warn(message),
    error: (error: Error, message: string) => logger.error(error, message),
  }
  try {
    return await route.run({ sentry: request.sentry, params: request.params, log })
  } catch (error) {
    if (!(error instanceof Error) || !route.path.startsWith('/says')) throw error
    throw new HttpException(error.message, Number(request.params['status']))
  }
}

function controllerOf({ routes, streamFailure }: AppSpec): new () => object {
  class ShopController {
    stream(): StreamableFile {
      const body = new Readable({ read: () => {} })
      body.push('half')
      setImmediate(() => body.destroy(streamFailure()))
      return new StreamableFile(body)
    }
  }
  const { prototype } = ShopController
  Controller()(ShopController)
  decorate(prototype, 'stream', [Get('/stream')])
  for (const [index, route] of routes.entries()) {
    const name = `route${index}`
    Reflect.set(prototype, name, (request: RequestLike) => answer(route, request))
    decorate(prototype, name, [(route.method === 'GET' ? Get : Post)(route.path)])
    Req()(prototype, name, 0)
  }
  return ShopController
}

/** As TypeScript applies decorators to a method. */
export function decorate(prototype: object, name: string, decorators: MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)
  if (!descriptor) throw new Error(`there is no ${name}`)
  for (const decorator of decorators) decorator(prototype, name, descriptor)
}

/** The app's own filter for every error, and for what is not found. */
function filterOf({
  answerFor,
  handled,
  lost,
}: AppSpec): new (adapter: HttpAdapterHost['httpAdapter']) => object {
  class Own extends BaseExceptionFilter {
    override catch(error: unknown, host: ArgumentsHost): void {
      const [request, response] = host.getArgs<[RequestLike, unknown]>()
      if (isUnknownRoute(error)) lost(request.url.split('?')[0] ?? '')
      handled(error)
      const status = answerFor(error)
      // oxlint-disable-next-line promise/valid-params,promise/no-promise-in-callback -- a filter, no promise
      if (status === undefined) super.catch(error, host)
      else this.applicationRef?.reply(response, { told: true }, status)
    }
  }
  Catch()(Own)
  return Own
}

const isUnknownRoute = (error: unknown): boolean =>
  error instanceof NotFoundException && error.message.startsWith('Cannot ')

/** Serves the contract's app on one of Nest's two servers. */
export async function serveNest(
  platform: Platform,
  spec: AppSpec,
  raven: RavenNest | undefined,
): Promise<Served> {
  class AppModule {
    configure(consumer: MiddlewareConsumer): void {
      const signIn = (request: object, _: unknown, next: () => void): void => {
        Object.assign(request, spec.signedIn)
        next()
      }
      if (platform === 'express') consumer.apply(signIn).forRoutes('{*path}')
      consumer.apply(spec.middleware).forRoutes('/middleware')
    }
  }
  Module({ imports: raven ? [raven.module] : [], controllers: [controllerOf(spec)] })(AppModule)
  const app = await create(platform, AppModule, spec)
  const quiet = new ConsoleLogger({ logLevels: [] })
  app.useLogger(raven ? app.get(RavenLogger).around(quiet) : quiet)
  const Own = filterOf(spec)
  app.useGlobalFilters(new Own(app.get(HttpAdapterHost).httpAdapter) as never)
  await app.listen(0, '127.0.0.1')
  return { url: await app.getUrl(), close: () => closeApp(app) }
}

async function create(
  platform: Platform,
  module: new () => object,
  spec: AppSpec,
): Promise<INestApplication> {
  const options = { logger: false, abortOnError: false, forceCloseConnections: true } as const
  if (platform === 'fastify') {
    const adapter = new FastifyAdapter({ trustProxy: spec.trustsProxy })
    adapter.getInstance().addHook('onRequest', (request, _, done) => {
      Object.assign(request, spec.signedIn)
      done()
    })
    return NestFactory.create(module, adapter, options)
  }
  const adapter = new ExpressAdapter()
  adapter.set('trust proxy', spec.trustsProxy)
  return NestFactory.create(module, adapter, options)
}

/** Ends an app, and the connections it has. */
export async function closeApp(app: INestApplication): Promise<void> {
  app.getHttpServer().closeAllConnections()
  await turn()
  await app.close()
}
