/** A real server of tRPC: what its procedures fail with is reported by the code its caller gets. */

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createTRPCClient, httpLink } from '@trpc/client'
import { initTRPC, TRPCError } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { ravenTrpc } from 'raven-ts/contrib/trpc'
import { describe, expect, onTestFinished, test } from 'vitest'
import { filesOf, recorded } from './recorded.ts'

interface Asked {
  readonly way: string
}

const asked = (value: unknown): Asked => value as Asked

function answerOf({ way }: Asked): string {
  if (way === 'throws') throw new RangeError('no tea')
  if (way === 'missing') throw new TRPCError({ code: 'NOT_FOUND', message: 'no such tea' })
  if (way === 'internal')
    throw new TRPCError({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'no tea',
      cause: new Error('no water'),
    })
  return 'green'
}

async function served(by: { middleware?: boolean; onError?: boolean }) {
  const { client, events } = await recorded()
  const raven = ravenTrpc({ client })
  const t = initTRPC.create()
  const procedure = by.middleware ? t.procedure.use(raven.middleware) : t.procedure
  const router = t.router({
    brew: procedure.input(asked).query(({ input }) => answerOf(input)),
    pour: procedure.input(asked).mutation(({ input }) => {
      client.tagsContext({ way: input.way })
      return answerOf(input)
    }),
  })
  const server = createHTTPServer({ router, ...(by.onError ? { onError: raven.onError } : {}) })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const caller = createTRPCClient<typeof router>({
    links: [httpLink({ url: `http://127.0.0.1:${port}` })],
  })
  return { caller, events }
}

describe.each([{ middleware: true }, { onError: true }, { middleware: true, onError: true }])(
  'with %o',
  (by) => {
    test('what a procedure throws is one event, and its caller is told the same', async () => {
      const { caller, events } = await served(by)
      const given = { way: 'throws', password: 'k9w2x7' }
      await expect(caller.brew.query(given)).rejects.toMatchObject({
        message: 'no tea',
        data: { code: 'INTERNAL_SERVER_ERROR' },
      })
      const sent = await events()
      expect(sent).toHaveLength(1)
      expect(sent[0]).toMatchObject({
        transaction: 'query brew',
        extra: { input: { way: 'throws', password: '[Filtered]' } },
        exception: {
          values: [{ type: 'RangeError', value: 'no tea', mechanism: { type: 'auto.rpc.trpc' } }],
        },
      })
      const own: unknown = expect.stringMatching(/\/trpc\.test\.ts$/)
      expect(filesOf(sent[0])).toEqual([own, own])
    })

    test('an error of its own is told with its cause', async () => {
      const { caller, events } = await served(by)
      await expect(caller.brew.query({ way: 'internal' })).rejects.toThrow('no tea')
      const [sent] = await events()
      expect(sent?.exception.values.map(({ value }) => value)).toEqual(['no water', 'no tea'])
    })

    test('what the caller is to blame for is not reported', async () => {
      const { caller, events } = await served(by)
      await expect(caller.brew.query({ way: 'missing' })).rejects.toThrow('no such tea')
      expect(await events()).toEqual([])
    })

    test('a procedure that succeeds answers as without us', async () => {
      const { caller, events } = await served(by)
      expect(await caller.brew.query({ way: '' })).toBe('green')
      expect(await events()).toEqual([])
    })
  },
)

test('what is said in one call stays in it', async () => {
  const { caller, events } = await served({ middleware: true })
  const ways = ['throws', 'throws', '']
  await Promise.allSettled(ways.map((way) => caller.pour.mutate({ way })))
  await Promise.allSettled([caller.brew.query({ way: 'throws' })])
  const tags = (await events()).map((sent) => Reflect.get(sent, 'tags') as object)
  expect(tags).toEqual([{ way: 'throws' }, { way: 'throws' }, {}])
})
