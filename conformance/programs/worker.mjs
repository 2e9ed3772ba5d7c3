/** A worker as people write it for workerd: the package bundled in, a client and a handler of its own. */
import { Client } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'

const client = new Client({ install: false, flood: false, timeoutMs: 1_000 }) // all these errors are meant
let handler

/** While no request is served no timer can be started and nothing be sent: the first one that waits does it. */
const early = new Client(BUILT_FOR_DSN)
const earlyId = early.captureMessage('before any request')

function handlerOf({ SENTRY_DSN }) {
  client.setDsn(SENTRY_DSN)
  return ravenFetch({ client }).wrap(
    async (request) => {
      const { pathname } = new URL(request.url)
      client.tagsContext({ before: pathname })
      await new Promise((resolve) => setTimeout(resolve, 5))
      client.tagsContext({ path: pathname })
      request.sentry.userContext({ id: pathname.slice(1) })
      if (pathname === '/early') return Response.json({ id: earlyId })
      if (pathname === '/fine') return Response.json({ fine: true })
      throw new TypeError(`no ${pathname}`)
    },
    { addressOf: ({ headers }) => headers.get('cf-connecting-ip') ?? undefined },
  )
}

/** What a program may let its request wait for; the answer waits for nothing. */
const waits = {
  flush: () => client.flush(20_000),
  delivered: (id) => client.delivered(id),
}

export default {
  async fetch(request, env, context) {
    handler ??= handlerOf(env)
    try {
      if (request.url.endsWith('/early')) context.waitUntil(early.delivered(earlyId))
      return await handler(request, env, context)
    } catch (error) {
      const { id } = request.sentry
      const wait = waits[new URL(request.url).searchParams.get('wait')]
      if (wait) context.waitUntil(wait(id))
      return Response.json({ error: error.message, id }, { status: 500 })
    }
  },
}
