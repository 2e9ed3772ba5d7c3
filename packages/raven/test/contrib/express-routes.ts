import { createServer } from 'node:http'
import type express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { ravenExpress } from 'raven-ts/contrib/express'
import { record } from 'raven-ts/testing'
import { listen } from './listen.ts'

const fail: express.RequestHandler = ({ url }) => {
  throw new Error(`no ${url}`)
}

/** Routers in routers, apps in apps, and patterns of all kinds; each route fails. */
function addRoutes(app: express.Express, make: typeof express): void {
  const orders = make.Router({ mergeParams: true }).get('/', fail).get('/orders/:id', fail)
  const shops = make.Router().use('/:shop', orders)
  const tools = make.Router().get(/^\/v\d+$/, fail)
  const twice = make.Router().get('/again', fail)
  app.get(/^\/tea\/(.*)/, fail).get(['/rice', '/bread'], fail)
  app.use('/shops', shops).use('/tools', tools)
  app.use('/left', twice).use('/right', twice)
  app.use(make.Router().get('/inside', fail))
  app.use('/admin', make().get('/users/:id', fail))
}

/** Each kind of route, and the transaction of an event of it. */
export function testRoutes(name: string, make: typeof express): void {
  test.each([
    ['/tea/green?cups=2', 'GET /^\\/tea\\/(.*)/'],
    ['/bread', 'GET /rice,/bread'],
    ['/shops/north/orders/7?a=/b', 'GET /shops/:shop/orders/:id'],
    ['/shops/na%C3%AFve/orders/shops', 'GET /shops/:shop/orders/:id'],
    ['/tools/v1', 'GET /tools/^\\/v\\d+$/'],
    ['/shops/north', 'GET /shops/:shop'],
    ['/right/again', 'GET /right/again'],
    ['/inside', 'GET /inside'],
    ['/admin/users/7', 'GET /admin/users/:id'],
  ])(`${name}: %s is %s`, async (path, transaction) => {
    const { client, events } = record({ diagnostics: false })
    const raven = ravenExpress({ client })
    const app = make().use(raven.requests)
    addRoutes(app, make)
    app.use(raven.errors)
    const { url, close } = await listen(createServer(app.set('env', 'test')))
    onTestFinished(async () => {
      await close()
      raven.uninstall()
    })
    await fetch(url + path)
    expect((await events()).map((event) => event.transaction)).toEqual([transaction])
  })
}
