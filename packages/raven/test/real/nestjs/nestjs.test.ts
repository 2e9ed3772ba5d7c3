/** What is Nest's own: its kinds of messages, its modules, its order of guards, pipes, interceptors and filters. */

import 'reflect-metadata'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import {
  Catch,
  ConsoleLogger,
  Controller,
  ForbiddenException,
  Get,
  Inject,
  Injectable,
  InternalServerErrorException,
  Module,
  Param,
  Req,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentsHost,
  type INestApplication,
  type ModuleMetadata,
} from '@nestjs/common'
import { BaseExceptionFilter, NestFactory } from '@nestjs/core'
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql'
import { MercuriusDriver } from '@nestjs/mercurius'
import {
  ClientProxyFactory,
  MessagePattern,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { WsAdapter } from '@nestjs/platform-ws'
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { CommandFactory } from 'nest-commander'
import { throwError } from 'rxjs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { Client } from 'raven-ts'
import { RavenLogger, RavenModule } from 'raven-ts/contrib/nestjs'
import { record, type Recorder } from 'raven-ts/testing'
import { get, valueOf } from '../../contracts/web/bench.ts'
import { closeApp, decorate } from './serve-nest.ts'

type Class = new (...args: never[]) => object
const OPTIONS = { logger: false, abortOnError: false, forceCloseConnections: true } as const

const fails = (message: string): never => {
  throw new TypeError(message)
}
const recorder = (): Recorder => record({ diagnostics: false, sendDefaultPii: true })

/** A module of these parts. */
function moduleOf(parts: ModuleMetadata): Class {
  // oxlint-disable-next-line typescript/no-extraneous-class -- Nest knows a module by its class
  class AppModule {}
  Module(parts)(AppModule)
  return AppModule
}

/** A module of these parts, with our module in it. */
const appOf = (parts: ModuleMetadata, { client }: Recorder, more: never[] = []): Class =>
  moduleOf({ ...parts, imports: [RavenModule.forRoot({ client }), ...more] })

/** A controller with one method for each path; `decorators` go to the class. */
function controllerOf(
  handlers: Record<string, (request: never) => unknown>,
  decorators: ClassDecorator[] = [],
): Class {
  // oxlint-disable-next-line typescript/no-extraneous-class -- its methods are put there below
  class Shop {}
  Controller()(Shop)
  for (const [path, handle] of Object.entries(handlers)) {
    Reflect.set(Shop.prototype, path, handle)
    decorate(Shop.prototype, path, [Get(path)])
    Req()(Shop.prototype, path, 0)
    Param('id')(Shop.prototype, path, 1)
  }
  for (const one of decorators) one(Shop)
  return Shop
}

async function listen(
  module: Class,
  setUp: (app: INestApplication) => unknown = () => {},
): Promise<string> {
  const app = await NestFactory.create(module, OPTIONS)
  setUp(app)
  await app.listen(0, '127.0.0.1')
  onTestFinished(() => closeApp(app))
  return app.getUrl()
}

const values = async ({ client, events }: Recorder): Promise<(string | undefined)[]> => {
  await client.flush()
  return (await events()).map(valueOf)
}

describe('an error before, in and behind a handler is one event', () => {
  const Fails = {
    guard: class {
      canActivate(): never {
        return fails('from a guard')
      }
    },
    interceptor: class {
      intercept(): never {
        return fails('from an interceptor')
      }
    },
    later: class {
      intercept(): unknown {
        return throwError(() => new TypeError('from behind a handler'))
      }
    },
    pipe: class {
      transform(): never {
        return fails('from a pipe')
      }
    },
  }
  for (const One of Object.values(Fails)) Injectable()(One)

  test.each([
    ['a guard', UseGuards(Fails.guard), 'from a guard'],
    ['an interceptor', UseInterceptors(Fails.interceptor), 'from an interceptor'],
    ['an observable', UseInterceptors(Fails.later), 'from behind a handler'],
    ['a pipe', UsePipes(Fails.pipe), 'from a pipe'],
  ])('%s', async (_, decorator, value) => {
    const made = recorder()
    const Shop = controllerOf({ '/cart/:id': () => 'fine' }, [decorator])
    const url = await listen(appOf({ controllers: [Shop] }, made))
    expect((await get(`${url}/cart/7`)).status).toBe(500)
    const [event] = await made.events()
    expect(await values(made)).toEqual([value])
    expect(event).toMatchObject({ transaction: 'GET /cart/:id', request: { url: `${url}/cart/7` } })
  })

  test('a provider of the request itself, and its client', async () => {
    const made = recorder()
    class Cart {
      readonly client: Client
      constructor(client: Client) {
        this.client = client
      }
      load(): never {
        this.client.tagsContext({ cart: 'loaded' })
        return fails('from a provider of the request')
      }
    }
    Injectable({ scope: Scope.REQUEST })(Cart)
    Inject(Client)(Cart, undefined, 0)
    class Shop {
      readonly cart: Cart
      constructor(cart: Cart) {
        this.cart = cart
      }
      show(): unknown {
        return this.cart.load()
      }
    }
    Controller()(Shop)
    Inject(Cart)(Shop, undefined, 0)
    decorate(Shop.prototype, 'show', [Get('/cart')])
    const url = await listen(appOf({ controllers: [Shop], providers: [Cart] }, made))
    await get(`${url}/cart`)
    expect(await values(made)).toEqual(['from a provider of the request'])
    expect((await made.events())[0]).toMatchObject({ tags: { cart: 'loaded' } })
  })
})

describe('what Nest calls an exception', () => {
  const handlers = {
    '/forbidden': () => {
      throw new ForbiddenException('not yours')
    },
    '/internal': () => {
      throw new InternalServerErrorException('ours')
    },
    '/leak': () => {
      throw Object.assign(new Error('the other server said 404'), { status: 404, response: {} })
    },
  }

  test('is reported from 500 on, and so is what leaks of a client library', async () => {
    const made = recorder()
    const url = await listen(appOf({ controllers: [controllerOf(handlers)] }, made))
    const statuses = []
    for (const path of Object.keys(handlers)) statuses.push((await get(url + path)).status)
    expect(statuses).toEqual([403, 500, 500])
    expect(await values(made)).toEqual(['ours', 'the other server said 404'])
  })
})

describe('filters of the program', () => {
  class Own extends BaseExceptionFilter {
    override catch(error: unknown, host: ArgumentsHost): void {
      const [, response] =
        host.getArgs<[unknown, { status(code: number): { json(body: object): void } }]>()
      const status = error instanceof TypeError && error.message === 'mild' ? 409 : 500
      response.status(status).json({ own: true })
    }
  }
  Catch()(Own)
  class Guard {
    canActivate(): never {
      return fails('from a guard')
    }
  }

  test.each<readonly [string, object, (app: INestApplication) => unknown]>([
    ['for the whole app', {}, (app) => app.useGlobalFilters(new Own())],
    [
      'for the whole app, as a provider',
      { providers: [{ provide: 'APP_FILTER', useClass: Own }] },
      () => {},
    ],
  ])('%s keep their answers, which decide', async (_, parts, setUp) => {
    const made = recorder()
    const open = controllerOf({ '/mild': () => fails('mild'), '/wild': () => fails('wild') })
    const guarded = controllerOf({ '/guarded': () => 'fine' }, [UseGuards(new Guard())])
    const url = await listen(appOf({ controllers: [open, guarded], ...parts }, made), setUp)
    const seen = []
    for (const path of ['/mild', '/wild', '/guarded']) {
      const response = await get(url + path)
      seen.push([response.status, await response.json()])
    }
    expect(seen).toEqual([
      [409, { own: true }],
      [500, { own: true }],
      [500, { own: true }],
    ])
    expect(await values(made)).toEqual(['wild', 'from a guard'])
  })

  test('of a controller keep theirs', async () => {
    const made = recorder()
    const Shop = controllerOf({ '/mild': () => fails('mild'), '/wild': () => fails('wild') }, [
      UseFilters(new Own()),
    ])
    const url = await listen(appOf({ controllers: [Shop] }, made))
    expect([(await get(`${url}/mild`)).status, (await get(`${url}/wild`)).status]).toEqual([
      409, 500,
    ])
    expect(await values(made)).toEqual(['wild'])
  })
})

describe('modules', () => {
  test('that all import ours report once', async () => {
    const made = recorder()
    const other = recorder()
    const Inner = moduleOf({
      imports: [RavenModule.forRoot({ client: made.client })],
      controllers: [controllerOf({ '/inner': () => fails('from within') })],
    })
    const Outer = moduleOf({ imports: [Inner, RavenModule.forRoot({ client: other.client })] })
    const url = await listen(appOf({}, made, [Outer as never]))
    await get(`${url}/inner`)
    expect(await values(made)).toEqual(['from within'])
    expect(await values(other)).toEqual([])
  })

  test('may find the options out when the app starts', async () => {
    const made = recorder()
    const SETTINGS = 'SETTINGS'
    const Config = moduleOf({
      providers: [{ provide: SETTINGS, useValue: { raven: made.client } }],
      exports: [SETTINGS],
    })
    const AppModule = moduleOf({
      imports: [
        RavenModule.forRootAsync({
          imports: [Config],
          inject: [SETTINGS],
          useFactory: async (settings: { raven: Client }) => {
            await turn()
            return { client: settings.raven }
          },
        }),
      ],
      controllers: [controllerOf({ '/late': () => fails('with late options') })],
    })
    const url = await listen(AppModule)
    await get(`${url}/late`)
    expect(await values(made)).toEqual(['with late options'])
  })

  test('stand behind a prefix as well, and what is outside of it is told by notFound', async () => {
    const made = recorder()
    const AppModule = moduleOf({
      imports: [RavenModule.forRoot({ client: made.client, notFound: true })],
      controllers: [controllerOf({ '/cart/:id': () => fails('behind a prefix') })],
    })
    const url = await listen(AppModule, (app) => app.setGlobalPrefix('api'))
    await get(`${url}/api/cart/7`)
    await get(`${url}/elsewhere`)
    await made.client.flush()
    const events = await made.events()
    expect(events.map((event) => valueOf(event) ?? event.logentry?.formatted)).toEqual([
      'behind a prefix',
      `Page not found: ${url}/elsewhere`,
    ])
    expect(events[0]?.transaction).toBe('GET /api/cart/:id')
  })
})

test('what a microservice fails with is reported, and what it says to its caller is not', async () => {
  const made = recorder()
  class Orders {
    find(): unknown {
      return fails('no orders')
    }
    refuse(): unknown {
      throw new RpcException('we are closed')
    }
    stream(): unknown {
      return throwError(() => new TypeError('in the middle'))
    }
    guarded(): string {
      return 'fine'
    }
  }
  Controller()(Orders)
  for (const name of ['find', 'refuse', 'stream', 'guarded'])
    decorate(Orders.prototype, name, [MessagePattern({ cmd: name })])
  decorate(Orders.prototype, 'guarded', [UseGuards({ canActivate: () => fails('from a guard') })])
  Payload()(Orders.prototype, 'find', 0)
  const app = await NestFactory.createMicroservice(appOf({ controllers: [Orders] }, made), {
    ...OPTIONS,
    transport: Transport.TCP,
    options: { port: 0, host: '127.0.0.1' },
  })
  await app.listen()
  const { port } = app.unwrap<{ address(): { port: number } }>().address()
  const caller = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { port, host: '127.0.0.1' },
  })
  onTestFinished(async () => {
    caller.close()
    await app.close()
  })
  const ask = (cmd: string): Promise<unknown> =>
    new Promise((resolve) => {
      caller.send({ cmd }, { id: 7 }).subscribe({ next: resolve, error: resolve })
    })
  expect(await ask('refuse')).toMatchObject({ message: 'we are closed' })
  expect(await ask('find')).toMatchObject({ message: 'Internal server error' })
  await ask('stream')
  await ask('guarded')
  expect(await values(made)).toEqual(['no orders', 'in the middle', 'from a guard'])
  expect((await made.events())[0]).toMatchObject({
    transaction: 'rpc {"cmd":"find"}',
    request: { data: { id: 7 } },
    exception: { values: [{ mechanism: { type: 'auto.rpc.nestjs', handled: false } }] },
  })
})

test('what a gateway fails with is reported', async () => {
  const made = recorder()
  class Chat {
    buy(): unknown {
      return fails('nothing to buy')
    }
    sell(): unknown {
      throw new ForbiddenException('not you')
    }
    fine(): object {
      return { event: 'fine', data: 1 }
    }
  }
  WebSocketGateway()(Chat)
  for (const name of ['buy', 'sell', 'fine'])
    decorate(Chat.prototype, name, [SubscribeMessage(name)])
  MessageBody()(Chat.prototype, 'buy', 0)
  const url = await listen(appOf({ providers: [Chat] }, made), (app) =>
    app.useWebSocketAdapter(new WsAdapter(app)),
  )
  const socket = new WebSocket(url.replace('http', 'ws'))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const answers: string[] = []
  socket.on('message', (message) => answers.push(String(message)))
  for (const event of ['sell', 'buy', 'fine'])
    socket.send(JSON.stringify({ event, data: { tea: 2 } }))
  await vi.waitFor(() => expect(answers).toHaveLength(3))
  expect(answers[1]).toContain('Internal server error')
  expect(await values(made)).toEqual(['nothing to buy'])
  expect((await made.events())[0]).toMatchObject({
    transaction: 'ws buy',
    request: { data: { tea: 2 } },
  })
})

test('what a resolver of GraphQL fails with is reported, though it is answered by 200', async () => {
  const made = recorder()
  class Orders {
    orders(): string {
      return fails('no orders')
    }
    hidden(): string {
      throw new ForbiddenException('not yours')
    }
    guarded(): string {
      return 'fine'
    }
    fine(): string {
      return 'fine'
    }
  }
  Resolver()(Orders)
  for (const name of ['orders', 'hidden', 'guarded', 'fine'])
    decorate(Orders.prototype, name, [Query(() => String)])
  decorate(Orders.prototype, 'guarded', [UseGuards({ canActivate: () => fails('from a guard') })])
  const graphql = GraphQLModule.forRoot({ driver: MercuriusDriver, autoSchemaFile: true })
  const module = appOf({ providers: [Orders] }, made, [graphql as never])
  const app = await NestFactory.create(module, new FastifyAdapter(), OPTIONS)
  await app.listen(0, '127.0.0.1')
  onTestFinished(() => closeApp(app))
  const url = `${await app.getUrl()}/graphql`
  const ask = async (query: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    return (await get(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json()
  }
  expect(await ask('{ fine }')).toEqual({ data: { fine: 'fine' } })
  expect(await ask('{ orders }')).toMatchObject({ errors: [{ message: 'no orders' }] })
  await ask('{ hidden }')
  await ask('{ guarded }')
  expect(await values(made)).toEqual(['no orders', 'from a guard'])
  expect((await made.events())[0]).toMatchObject({
    transaction: 'graphql Query.orders',
    request: { url, method: 'POST', data: { query: '{ orders }' } },
    exception: { values: [{ mechanism: { type: 'auto.graphql.nestjs', handled: false } }] },
  })
})

test('the logger that is given reports from its level on, with the name of who logs', async () => {
  const made = record({ diagnostics: false })
  const written: unknown[] = []
  class Quiet extends ConsoleLogger {
    override printMessages(messages: unknown[]): void {
      written.push(...messages)
    }
  }
  const logger = new RavenLogger(made.client, { level: 'warn' }).around(new Quiet())
  logger.log('all is well', 'Shop')
  logger.warn('stock is low', 'Shop')
  logger.error('stock is gone', new Error('gone').stack, 'Shop')
  logger.fatal(new TypeError('nothing left'), 'Shop')
  const seen = (await made.events()).map((event) => [
    event.level,
    event.logger,
    valueOf(event) ?? event.logentry?.message,
  ])
  expect(seen).toEqual([
    ['warning', 'Shop', 'stock is low'],
    ['error', 'Shop', 'stock is gone'],
    ['fatal', 'Shop', 'nothing left'],
  ])
  expect(written).toHaveLength(4)
})

test('nest-commander finds raven:test, which says whether the server took the event', async () => {
  const made = recorder()
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'cli.js', 'raven:test'])
  await CommandFactory.run(appOf({}, made))
  const text = said.mock.calls.map(([line]) => String(line)).join('')
  const [event] = await made.events()
  expect(text).toContain(`Event ID was '${event?.event_id}'\nsuccess!`)
  expect(text).not.toContain('secret')
  expect(event?.logentry?.message).toContain('test message')
})
