/** Sets up every framework and asks it for what fails; its client is made before they are imported, or after. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import { Client } from 'raven-ts'
import { ravenConnect } from 'raven-ts/contrib/connect'
import { ravenExpress } from 'raven-ts/contrib/express'
import { ravenFastify } from 'raven-ts/contrib/fastify'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import { ravenHono } from 'raven-ts/contrib/hono'
import { ravenHttp } from 'raven-ts/contrib/node-http'
import { ravenKoa } from 'raven-ts/contrib/koa'

const [order, dsn] = process.argv.slice(2)
const { cache } = createRequire(import.meta.url)

const makers = {
  connect: ravenConnect,
  express: ravenExpress,
  fastify: ravenFastify,
  fetch: ravenFetch,
  hono: ravenHono,
  http: ravenHttp,
  koa: ravenKoa,
}

/** The integrations of one client, by the names of their frameworks. */
const integrate = () => {
  const client = new Client(dsn)
  const made = Object.entries(makers).map(([name, make]) => [name, make({ client })])
  return { client, ravens: Object.fromEntries(made) }
}

async function frameworks() {
  const names = ['connect', 'express', 'fastify', 'hono', 'koa']
  const [connect, express, fastify, hono, koa] = await Promise.all(
    names.map((name) => import(name)),
  )
  return {
    connect: connect.default,
    express: express.default,
    fastify: fastify.default,
    Hono: hono.Hono,
    Koa: koa.default,
    getRequestListener: (await import('@hono/node-server')).getRequestListener,
  }
}

const loaded = () => Object.keys(cache).filter((file) => file.includes('node_modules'))

async function setUp() {
  if (order === 'frameworks first') {
    const there = await frameworks()
    assert.notDeepEqual(loaded(), [])
    return { ...there, ...integrate() }
  }
  const made = integrate()
  assert.deepEqual(loaded(), []) // an integration imports nothing of its framework
  return { ...made, ...(await frameworks()) }
}

const { client, ravens, connect, express, fastify, Hono, Koa, getRequestListener } = await setUp()

const fails = (name) => () => {
  throw new Error(`${name} fails`)
}

/** By `connect` and `express` alike. */
function around(app, { requests, errors }, fail) {
  app.use(requests)
  app.use(fail)
  app.use(errors)
  app.use((_error, _request, response, _next) => response.writeHead(500).end())
  return app
}

const koa = new Koa()
koa.silent = true
koa.use(ravens.koa.requests)
koa.use(fails('koa'))

const hono = new Hono()
hono.use(ravens.hono.requests)
hono.get('/', fails('hono'))
hono.onError((_error, c) => c.text('sorry', 500))

const plugged = fastify()
plugged.register(ravens.fastify.plugin)
plugged.get('/', fails('fastify'))
await plugged.ready()

const fetchHandler = ravens.fetch.wrap(fails('fetch'))
const httpHandler = ravens.http.handler(fails('http'))

const listeners = [
  around(connect(), ravens.connect, fails('connect')),
  around(express(), ravens.express, fails('express')),
  koa.callback(),
  getRequestListener(hono.fetch),
  plugged.routing,
  getRequestListener((...call) => {
    try {
      return fetchHandler(...call)
    } catch {
      return new Response('sorry', { status: 500 })
    }
  }),
  (request, response) => {
    try {
      httpHandler(request, response)
    } catch {
      response.writeHead(500).end()
    }
  },
]

for (const listener of listeners) {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`, {
    headers: { connection: 'close' },
  })
  assert.equal(response.status, 500)
  server.close()
}
await client.close(20_000)
