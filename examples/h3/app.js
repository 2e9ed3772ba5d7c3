import { H3, serve } from 'h3'
import { ravenH3 } from 'raven-ts/contrib/h3'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenH3({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

const app = new H3({
  plugins: [raven.plugin], // before what it shall see
  onError: raven.errors(({ message, status }, { context }) =>
    Response.json({ error: message, id: context.sentry?.id }, { status }),
  ),
})
app.use(({ context }) => {
  context.user = { id: 42, username: 'ann' } // whoever signs people in puts them here
})
app.get('/', () => 'Try /orders/7')
app.get('/orders/:id', ({ context }) => {
  context.sentry.tagsContext({ shop: 'tea' })
  throw new Error(`there is no order ${context.params.id}`)
})

const server = serve(app, {
  port: Number(process.env.PORT ?? 3000),
  hostname: '127.0.0.1',
  silent: true,
})
await server.ready()
console.log(`http://localhost:${new URL(server.url).port}`)
