/** An app of Hono as people write it for workerd. */
import { Client } from 'raven-ts'
import { shopOf } from './hono-shop.mjs'

const client = new Client()
const { app } = shopOf(client, (c, id) => {
  c.executionCtx.waitUntil(client.delivered(id))
})

export default {
  fetch(request, env, context) {
    if (!client.isEnabled()) client.setDsn(env.SENTRY_DSN)
    return app.fetch(request, env, context)
  },
}
