import { initTRPC } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { ravenTrpc } from 'raven-ts/contrib/trpc'

const raven = ravenTrpc() // SENTRY_DSN says where events go

const t = initTRPC.create()
const procedure = t.procedure.use(raven.middleware)

const router = t.router({
  brew: procedure.input(String).query(({ input }) => {
    throw new Error(`there is no ${input} tea`)
  }),
})

const server = createHTTPServer({ router, onError: raven.onError })
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
server.on('listening', () => console.log(`http://localhost:${server.address().port}`))
