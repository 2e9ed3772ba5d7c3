/** A worker as people write it for workerd: the package bundled in, a client and a handler of its own. */
import { Client } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'

const client = new Client({ install: false, flood: false }) // all these errors are meant
let handler

function handlerOf({ SENTRY_DSN }) {
  client.setDsn(SENTRY_DSN)
  return ravenFetch({ client }).wrap(
    async (request) => {
      const { pathname } = new URL(request.url)
      client.tagsContext({ before: pathname })
      await new Promise((resolve) => setTimeout(resolve, 5))
      client.tagsContext({ path: pathname })
      request.sentry.userContext({ id: pathname.slice(1) })
      if (pathname === '/fine') return Response.json({ fine: true })
      throw new TypeError(`no ${pathname}`)
    },
    { addressOf: ({ headers }) => headers.get('cf-connecting-ip') ?? undefined },
  )
}

export default {
  async fetch(request, env, context) {
    handler ??= handlerOf(env)
    try {
      return await handler(request, env, context)
    } catch (error) {
      const { id } = request.sentry
      // the answer waits for nothing; and workerd stops what a request began with it, also for its neighbours
      context.waitUntil(client.flush(20_000))
      return Response.json({ error: error.message, id }, { status: 500 })
    }
  },
}
