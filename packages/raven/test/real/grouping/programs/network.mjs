/** Requests that fail: refused, unknown hosts, statuses, time limits, by Node's own client and by others'. */
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import axios from 'axios'
import superagent from 'superagent'
import { family, issue } from '../family.mjs'

/** Answers every request with this status. */
async function withServer(status, use, body = '{}') {
  const server = createServer((req, res) => {
    if (status === 'silence') return
    if (status === 'hang up') return void req.socket.destroy()
    res.writeHead(status, { 'content-type': 'application/json' })
    res.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use(`http://127.0.0.1:${server.address().port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function fetchUser(origin, id) {
  const { data } = await axios.get(`${origin}/users/${id}`)
  return data.name
}

async function postOrder(origin, order) {
  const { data } = await axios.post(`${origin}/orders`, order, { timeout: 60 })
  return data.id
}

async function fetchPrices(origin, query) {
  const reply = await fetch(`${origin}/prices?${query}`, { signal: AbortSignal.timeout(60) })
  if (!reply.ok) throw new Error(`GET ${reply.url} answered ${reply.status} ${reply.statusText}`)
  return await reply.json()
}

async function pushStock(origin, sku) {
  const reply = await superagent.put(`${origin}/stock/${sku}`).send({ count: 1 })
  return reply.body
}

function rawGet(url) {
  return new Promise((resolve, reject) => {
    request(url, resolve).on('error', reject).end()
  })
}

async function greetPeer(host, port) {
  const socket = connect(port, host)
  await once(socket, 'connect')
}

async function resolveHost(name) {
  return await lookup(name)
}

function limited(work, ms, what) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} timed out after ${ms}ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function slowReport(ms) {
  await limited(new Promise(() => {}), ms, 'report')
}

async function slowUpload(ms) {
  await limited(new Promise(() => {}), ms, 'upload')
}

class HttpError extends Error {
  constructor(status, url) {
    super(`HTTP ${status} for ${url}`)
    this.name = 'HttpError'
    this.status = status
  }
}

function checkStatus(status, url) {
  if (status >= 400) throw new HttpError(status, url)
}

const userOf = (status, id) => withServer(status, (origin) => fetchUser(origin, id))
const orderTo = (status, order) => withServer(status, (origin) => postOrder(origin, order))
const pricesOf = (status, query, body) =>
  withServer(status, (origin) => fetchPrices(origin, query), body)
const stockOf = (status, sku) => withServer(status, (origin) => pushStock(origin, sku))
const rawFrom = (status, path) => withServer(status, (origin) => rawGet(origin + path))

export default [
  family(
    'axios and a status',
    'A missing user is the caller’s matter, a broken server another’s: the status tells two faults apart.',
    issue(
      'Which user is missing is data.',
      [userOf, 404, 17],
      [userOf, 404, 'ada'],
      [userOf, 404, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
    ),
    issue('Which user broke the server is data.', [userOf, 500, 17], [userOf, 500, 'bob']),
  ),
  family(
    'axios and a connection',
    'Refused, unanswered in time and hung up are three faults of the connection.',
    issue(
      'The port is data.',
      [postOrder, 'http://127.0.0.1:1', {}],
      [postOrder, 'http://127.0.0.1:9', { id: 4 }],
    ),
    issue('The order is data.', [orderTo, 'silence', {}], [orderTo, 'silence', { id: 7 }]),
    issue('The order is data.', [orderTo, 'hang up', {}], [orderTo, 'hang up', { id: 9 }]),
  ),
  family(
    'fetch and what may go wrong',
    'A refusal, a time limit, a status and text that is no JSON have different causes.',
    issue(
      'The port is data.',
      [fetchPrices, 'http://127.0.0.1:1', 'a=1'],
      [fetchPrices, 'http://127.0.0.1:9', 'b=2'],
    ),
    issue('The query is data.', [pricesOf, 'silence', 'a=1'], [pricesOf, 'silence', 'sku=77-A']),
    issue('The address is data.', [pricesOf, 503, 'a=1'], [pricesOf, 503, 'sku=99-B']),
    issue(
      'The text is data.',
      [pricesOf, 200, 'a=1', '<html>'],
      [pricesOf, 200, 'sku=1', 'upstream'],
    ),
  ),
  family(
    'superagent and a status',
    'Forbidden and unavailable are two faults.',
    issue('Which article is data.', [stockOf, 403, 'A-1'], [stockOf, 403, 'B-2']),
    issue('Which article is data.', [stockOf, 503, 'A-1'], [stockOf, 503, '9781718502628']),
  ),
  family(
    'sockets',
    'A refused socket, a request hung up on and a name nobody knows.',
    issue(
      'The port is data.',
      [greetPeer, '127.0.0.1', 1],
      [greetPeer, '127.0.0.1', 9],
      [greetPeer, '127.0.0.2', 7],
    ),
    issue('The path is data.', [rawFrom, 'hang up', '/a'], [rawFrom, 'hang up', '/b?c=1']),
    issue(
      'The name is data.',
      [resolveHost, 'db-1.invalid'],
      [resolveHost, 'cache.eu-west-1.invalid'],
      [resolveHost, 'x7f3.invalid'],
    ),
  ),
  family(
    'the program’s own time limit',
    'A report and an upload are two things that are slow.',
    issue('The limit is data.', [slowReport, 1], [slowReport, 3]),
    issue('The limit is data.', [slowUpload, 2], [slowUpload, 4]),
  ),
  family(
    'the program’s own HTTP error',
    'Not found and too many requests are mended in different ways, though one line throws both.',
    issue(
      'The address is data.',
      [checkStatus, 404, 'https://api.shop.test/v1/users/17'],
      [checkStatus, 404, 'https://api.shop.test/v1/users/ada?full=1'],
    ),
    issue(
      'The address is data.',
      [checkStatus, 429, 'https://api.shop.test/v1/users/17'],
      [checkStatus, 429, 'https://eu.shop.test/v1/carts/9f8e7d'],
    ),
  ),
]
