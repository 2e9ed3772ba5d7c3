import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ravenHono } from 'raven-ts/contrib/hono'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenHono({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = new Hono()
app.use(raven.requests) // before the routes
app.use(async (c, next) => {
  c.set('user', { id: 42, username: 'ann' }) // whoever signs people in puts them here
  await next()
})
const errorPage = (error, c) => c.json({ error: error.message, id: c.var.sentry.id }, 500)
app.onError(raven.errors(errorPage)) // errors are reported before your own handler sees them
app.get('/', (c) => c.text('Try /orders/7'))
app.get('/orders/:id', (c) => {
  c.var.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${c.req.param('id')}`)
})

const options = { fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }
serve(options, ({ port }) => console.log(`http://localhost:${port}`))
