// What TypeScript makes of decorators, written down, so that this runs as it is.
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { Catch, Controller, Get, Module, Param, Req } from '@nestjs/common'
import { RavenModule } from 'raven-ts/contrib/nestjs'
import { __decorate, __param } from 'tslib'

class ShopController {
  home() {
    return 'Try /orders/7'
  }

  order(request, id) {
    request.sentry.tagsContext({ shop: 'tea' })
    throw new Error(`there is no order ${id}`)
  }
}
__decorate([Get()], ShopController.prototype, 'home', null)
__decorate(
  [Get('orders/:id'), __param(0, Req()), __param(1, Param('id'))],
  ShopController.prototype,
  'order',
  null,
)
__decorate([Controller()], ShopController)

/** The app's own answer to errors, with the event's id. */
class ShopFilter {
  catch(error, host) {
    const [request, response] = host.getArgs()
    const status = error.getStatus?.() ?? 500
    response.status(status).json({ error: error.message, id: request.sentry.id })
  }
}
__decorate([Catch()], ShopFilter)

class AppModule {
  configure(consumer) {
    const signIn = (request, response, next) => {
      request.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
      next()
    }
    consumer.apply(signIn).forRoutes('{*path}')
  }
}
__decorate(
  [
    Module({
      // without a client or DSN, SENTRY_DSN says where events go
      imports: [
        RavenModule.forRoot({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } }),
      ],
      controllers: [ShopController],
    }),
  ],
  AppModule,
)

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
app.useGlobalFilters(new ShopFilter())
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
console.log(await app.getUrl())
