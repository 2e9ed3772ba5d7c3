/** A shop of Hono's that fails; the same on every runtime. */
import { Hono } from 'hono'
import { ravenHono } from 'raven-ts/contrib/hono'

/** Each failing request hands its event's id to `failed`, as programs do that wait for it. */
export function shopOf(client, failed = (_c, _id) => {}) {
  const raven = ravenHono({ client, exposeEventId: true })
  const app = new Hono()
  app.use(raven.requests)
  app.get('/fine', (c) => c.json({ fine: true }))
  app.get('/orders/:id', async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    c.var.sentry.userContext({ id: c.req.param('id') })
    throw new TypeError(`there is no order ${c.req.param('id')}`)
  })
  app.onError(
    raven.errors((error, c) => {
      const { id } = c.var.sentry
      failed(c, id)
      return c.json({ error: error.message, id }, 500)
    }),
  )
  return { app, raven }
}
