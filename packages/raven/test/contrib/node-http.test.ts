import http, { createServer, type RequestListener } from 'node:http'
import http2 from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { pipeline, Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ravenHttp, type RavenHttp } from 'raven-ts/contrib/node-http'
import { record, type Recorder } from 'raven-ts/testing'
import { PACKAGE, start } from '../support/programs.ts'
import { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'
import { listen } from './listen.ts'

interface Shop extends Recorder {
  readonly url: string
  readonly raven: RavenHttp
}

/** A server that we are attached to after it was made. */
async function attached(handle: RequestListener): Promise<Shop> {
  const recorder = record({ diagnostics: false, flood: false })
  const raven = ravenHttp({ client: recorder.client })
  const server = createServer(handle)
  raven.attach(server)
  const { url, close } = await listen(server, () => raven.uninstall())
  onTestFinished(async () => {
    await close()
    await recorder.client.close(0)
  })
  return { ...recorder, url, raven }
}

const forever = (): Readable => {
  const source = new Readable({ read() {} })
  source.push('half')
  return source
}

describe('a program whose handler fails ends as it does without us, and its event has the request:', () => {
  test.each(
    ['throw', 'reject', 'odd', 'survived', 'heard'].flatMap((way) =>
      ['handler', 'attach'].map((means) => [way, means] as const),
    ),
  )('%s, %s', async (way, means) => {
    const receiver = await Receiver.start()
    const spool = scratchFolder()
    const run = (args: string[]) =>
      start(`${PACKAGE}test/contrib/programs/http-server.mjs`, [way, means, ...args], {
        env: { RAVEN_SPOOL_DIR: spool },
      }).ended
    const [bare, watched] = await Promise.all([run([]), run([receiver.dsn])])
    // a handler is called through us and its errors are thrown on by us, which shows; not so with a listener
    const plain = (text: string): string =>
      means === 'attach'
        ? text
        : text.replace(/^.*?(?=TypeError)/s, '').replaceAll(/^ +at .*\n/gm, '')
    expect({ ...watched, stderr: plain(watched.stderr) }).toEqual({
      ...bare,
      stderr: plain(bare.stderr),
    })
    expect(watched.stderr).toMatch(/no order/)
    const said = receiver.received.map(({ body }) => body.toString())
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('no order')
    expect(said[0]).toMatch(/"url":"http:\/\/127\.0\.0\.1:\d+\/orders\/7"/)
  })
})

describe('attached to a server', () => {
  test('requests of one connection know nothing of each other, one after the other and side by side', async () => {
    const { client, events, url } = await attached((request, response) => {
      const name = String(request.url)
      setImmediate(() => {
        client.captureMessage(name)
        response.end()
      })
      client.tagsContext({ [name.slice(1)]: name })
      client.captureBreadcrumb({ message: name })
    })
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    for (const name of ['/a', '/b']) {
      const [response] = (await once(http.get(url + name, { agent }), 'response')) as [
        http.IncomingMessage,
      ]
      await response.toArray()
    }
    agent.destroy()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const line = (name: string) => `GET /${name} HTTP/1.1\r\nhost: shop\r\n`
    socket.write(`${line('c')}\r\n${line('d')}connection: close\r\n\r\n`)
    await socket.toArray()
    const seen = (await events()).map(({ logentry, tags, breadcrumbs, request }) => ({
      said: logentry?.formatted ?? logentry?.message,
      tags,
      crumbs: breadcrumbs?.values?.map(({ message }) => message),
      path: new URL(String(request?.url)).pathname,
    }))
    expect(seen).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => ({
        said: `/${name}`,
        tags: { [name]: `/${name}` },
        crumbs: [`/${name}`],
        path: `/${name}`,
      })),
    )
    expect(client.context.get()).toMatchObject({ tags: {}, breadcrumbs: [] })
  })

  test('listeners that come later are served too, and none is touched', async () => {
    const recorder = record({ diagnostics: false })
    const raven = ravenHttp({ client: recorder.client })
    const server = createServer()
    const detach = raven.attach(server)
    const own: RequestListener = (request, response) => response.end(String(request.sentry?.id))
    server.on('request', own)
    expect(server.listeners('request')).toContain(own)
    const { url, close } = await listen(server)
    onTestFinished(close)
    const { sentry } = await new Promise<http.IncomingMessage>((resolve) => {
      server.once('request', resolve)
      void fetch(url)
    })
    expect(sentry).toBeDefined()
    detach()
    expect(server.listeners('request')).toEqual([own])
    raven.uninstall()
    await recorder.client.close(0)
  })

  test('what a response is broken off with is reported, and a client that leaves is not', async () => {
    const shop = await attached((request, response) => {
      if (request.url === '/destroyed') return void response.destroy(new Error('broken off'))
      const source = forever()
      if (request.url === '/failing') setImmediate(() => source.destroy(new Error('source failed')))
      pipeline(source, response, () => {})
    })
    await fetch(`${shop.url}/failing`)
      .then((response) => response.text())
      .catch(() => {}) // it is cut
    await fetch(`${shop.url}/destroyed`).catch(() => {}) // there is no answer
    const leaving = new AbortController()
    const response = await fetch(`${shop.url}/left`, { signal: leaving.signal })
    leaving.abort()
    await response.text().catch(() => {}) // we left
    await fetch(`${shop.url}/failing`)
      .then((one) => one.text())
      .catch(() => {})
    const values = (await shop.events()).map(({ exception }) => exception?.values.at(-1)?.value)
    expect(values).toEqual(['source failed', 'broken off', 'source failed'])
  })

  test.each([
    ['the latest of a connection', 'a b broken', ['broken']],
    ['one that waits for another', 'slow broken', ['broken']],
    ['none, though the connection is cut', 'a slow', []],
  ])('among answers of one connection, %s', async (_, path, expected) => {
    const shop = await attached((request, response) => {
      if (request.url === '/broken') return void response.destroy(new Error('broken'))
      if (request.url === '/slow')
        return void setImmediate(() => setImmediate(() => response.end()))
      response.end()
    })
    const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
    const lines = path.split(' ').map((name) => `GET /${name} HTTP/1.1\r\nhost: shop\r\n\r\n`)
    socket.write(lines.join(''))
    if (expected.length === 0) socket.end()
    await socket.toArray()
    const values = (await shop.events()).map(({ exception }) => exception?.values.at(-1)?.value)
    expect(values).toEqual(expected)
  })

  test('a stream of HTTP/2 that is broken off is reported, though its connection lives on', async () => {
    const recorder = record()
    const raven = ravenHttp({ client: recorder.client })
    const server = http2.createServer(
      raven.handler((request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => {
        if (request.url === '/fine') return void response.end('fine')
        response.write('begun')
        if (request.url === '/broken')
          setImmediate(() => response.stream.destroy(new Error('broken off')))
      }),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const ask = async (path: string): Promise<unknown> =>
      await session
        .request({ ':path': path })
        .toArray()
        .catch(() => 'cut')
    expect((await Promise.all([ask('/fine'), ask('/broken')]))[1]).toBe('cut')
    const leaving = session.request({ ':path': '/left' })
    await once(leaving, 'response')
    leaving.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
    await new Promise((resolve) => leaving.on('error', () => {}).on('close', resolve))
    await ask('/fine')
    session.close()
    server.close()
    raven.uninstall()
    expect(
      (await recorder.events()).map(({ exception }) => exception?.values.at(-1)?.value),
    ).toEqual(['broken off'])
  })
})

test('a handler keeps its this and its answer', () => {
  const { client } = record({ diagnostics: false })
  const raven = ravenHttp({ client })
  const response = { headersSent: false, statusCode: 200, setHeader: () => {}, on: () => {} }
  const handle = raven.handler(function (this: { name: string }) {
    return this.name
  })
  expect(handle.call({ name: 'shop' }, { headers: {} }, response)).toBe('shop')
})
