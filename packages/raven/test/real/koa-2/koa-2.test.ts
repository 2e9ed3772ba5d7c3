import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import Koa from 'koa'
import { expect, onTestFinished, test } from 'vitest'
import { ravenKoa } from 'raven-ts/contrib/koa'
import { record } from 'raven-ts/testing'
import { webContract } from '../../contracts/web-contract.ts'
import { brokenBody, listen } from '../../contrib/listen.ts'
import { KOA_CANNOT, serveKoa } from '../../contrib/serve-koa.ts'

webContract({
  name: 'Koa 2',
  mechanism: 'auto.http.koa',
  integrate: ravenKoa,
  serve: (spec, raven) => serveKoa(Koa, spec, raven),
  interleaved: 200,
  cannot: { ...KOA_CANNOT, stream: 'it leaves the connection open, so nobody sees the end of it' },
})

test('Koa 2: a body that fails after its headers left is one event', async () => {
  const { client, events } = record({ diagnostics: false })
  const raven = ravenKoa({ client })
  const app = new Koa()
  app.silent = true
  app.use(raven.requests)
  app.use((ctx) => {
    ctx.body = Readable.from(brokenBody(() => new Error('in the middle of the body')))
  })
  const answer = app.callback()
  const server = createServer((request, response) => void answer(request, response))
  const { url, close } = await listen(server, () => raven.uninstall())
  const leaving = new AbortController()
  onTestFinished(async () => {
    leaving.abort()
    await close()
  })
  await fetch(url, { signal: leaving.signal })
  await expect.poll(() => client.stats().captured).toBe(1)
  expect((await events()).map(({ exception }) => exception?.values.at(-1)?.value)).toEqual([
    'in the middle of the body',
  ])
})
