import { serve } from '@hono/node-server'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenFetch({ userAttrs: ['username'], notFound: { ignore: ['/favicon.ico'] } })

/** What it throws is reported, and comes out as it is. */
const shop = raven.wrap(async (request) => {
  const { pathname } = new URL(request.url)
  request.sentry.userContext({ id: 42, username: 'ann' }) // whoever signed in
  if (pathname === '/') return new Response('Try /orders/7')
  const [, order] = /^\/orders\/(\w+)$/.exec(pathname) ?? []
  if (order === undefined) return new Response('nothing here', { status: 404 })
  raven.client.context.merge({ transaction: 'GET /orders/:id', tags: { shop: 'tea' } })
  throw new Error(`there is no order ${order}`)
})

/** The program's own error page, around it. */
const fetch = async (request, ...rest) => {
  try {
    return await shop(request, ...rest)
  } catch (error) {
    return Response.json({ error: error.message, id: request.sentry.id }, { status: 500 })
  }
}

const options = { fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }
serve(options, ({ port }) => console.log(`http://localhost:${port}`))
