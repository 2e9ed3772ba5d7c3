import { Router } from '@koa/router'
import Koa from 'koa'
import { ravenKoa } from 'raven-ts/contrib/koa'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenKoa({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = new Koa()
app.use(raven.requests) // first
app.use(async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    ctx.status = 500
    ctx.body = { error: error.message, id: ctx.sentry.id }
  }
})
app.use(raven.errors) // after what answers errors
app.use((ctx, next) => {
  ctx.state.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
  return next()
})

const router = new Router()
router.get('/', (ctx) => {
  ctx.body = 'Try /orders/7'
})
router.get('/orders/:id', (ctx) => {
  ctx.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${ctx.params.id}`)
})
app.use(router.routes())

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`)
})
