/** Scenarios written after the closed half was first opened, before anything was looked at again. */
import { readFileSync, rmdirSync, copyFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import vm from 'node:vm'
import jwt from 'jsonwebtoken'
import axios from 'axios'
import Database from 'libsql'
import { z } from 'zod'
import { family, issue } from '../family.mjs'

function loadTheme(name) {
  return readFileSync(`${import.meta.dirname}/themes/${name}.css`, 'utf8')
}

function loadFont(name) {
  return readFileSync(`${import.meta.dirname}/fonts/${name}.woff2`)
}

function dropFolder(path) {
  rmdirSync(path)
}

function copyLogo(from, to) {
  copyFileSync(from, to)
}

class Stock {
  constructor(counts) {
    this.counts = counts
  }
  take(sku, count) {
    const left = this.counts[sku]
    if (left === undefined) throw new Error(`unknown article ${sku}`)
    if (left < count) throw new RangeError(`only ${left} of ${sku} left, ${count} wanted`)
    this.counts[sku] = left - count
  }
}

function takeForOrder(counts, sku, count) {
  new Stock(counts).take(sku, count)
}

function takeForGift(counts, sku, count) {
  new Stock(counts).take(sku, count)
}

async function listenTwice() {
  const first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  const second = createServer()
  try {
    second.listen(first.address().port, '127.0.0.1')
    await once(second, 'listening')
  } finally {
    first.close()
  }
}

async function listenOn(port) {
  const server = createServer()
  server.listen(port, '203.0.113.7')
  await once(server, 'listening')
}

async function dial(port) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
}

const promisedFail = promisify((id, done) => {
  setImmediate(() => done(new Error(`callback for ${id} failed`)))
})

async function waitForCallback(id) {
  await promisedFail(id)
}

function inWorker(code) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true })
    worker.on('error', reject)
    worker.on('exit', resolve)
  })
}

async function pump(parts) {
  await pipeline(
    Readable.from(parts),
    async function* priced(source) {
      for await (const part of source) yield part.price.amount
    },
    async (source) => {
      for await (const part of source) String(part)
    },
  )
}

function runScript(code, name) {
  return vm.runInNewContext(code, {}, { filename: name })
}

function openBadge(token) {
  return jwt.verify(token, 'badge', { audience: 'door' })
}

const badge = (id, audience) => jwt.sign({ id }, 'badge', { audience })

async function callApi(base, path) {
  return await axios({ baseURL: base, url: path, timeout: 200 })
}

function ledger() {
  const db = new Database(':memory:')
  db.exec(
    'create table entries (id integer primary key, sum integer check (sum > 0), owner text not null)',
  )
  return db
}

function book(id, sum, owner) {
  const db = ledger()
  const statement = db.prepare('insert into entries values (?, ?, ?)')
  statement.run(id, sum, owner)
  statement.run(id, sum, owner)
}

const Settings = z.strictObject({ port: z.number(), host: z.string() })

function readSettings(value) {
  return Settings.parse(value)
}

function readEnvironment(name) {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const tree = (depth) => (depth === 0 ? { kind: 'leaf' } : { kind: 'node', child: tree(depth - 1) })

function visit(node) {
  return node.kind === 'node' ? visitNode(node) : visitLeaf(node)
}

function visitNode(node) {
  return visit(node.child)
}

function visitLeaf(node) {
  return node.value.text
}

function measure(node) {
  return node.kind === 'node' ? measure(node.child) + 1 : node.size.width
}

function outer(id) {
  try {
    return middle(id)
  } catch (cause) {
    throw new Error(`page ${id} cannot be shown`, { cause })
  }
}

function middle(id) {
  try {
    return id % 2 === 0 ? loadTheme(id) : loadFont(id)
  } catch (cause) {
    throw new Error(`assets of ${id} are missing`, { cause })
  }
}

function say(text) {
  return (client) => client.captureMessage(text, { stack: false })
}

const DATA = 'Only the values differ.'
const logs = (name, apart, ...meanings) =>
  family(name, apart, ...meanings.map((texts) => issue(DATA, ...texts.map((text) => [say, text]))))

export default [
  family(
    'themes, fonts and folders',
    'Themes, fonts, folders and logos are handled by four functions.',
    issue(
      'Which theme is data.',
      [loadTheme, 'dark'],
      [loadTheme, 'high-contrast'],
      [loadTheme, '2026'],
    ),
    issue('Which font is data.', [loadFont, 'sans'], [loadFont, 'mono-700']),
    issue('Which folder is data.', [dropFolder, '/absent/a'], [dropFolder, '/absent/b/c']),
    issue(
      'Which files are data.',
      [copyLogo, '/absent/a.svg', '/tmp/x.svg'],
      [copyLogo, '/missing.png', '/tmp/y.png'],
    ),
  ),
  family(
    'taking from stock',
    'An unknown article and too few of a known one are two checks.',
    issue(
      'Which article is data.',
      [takeForOrder, {}, 'A-1', 1],
      [takeForOrder, {}, 'lamp', 2],
      [takeForOrder, {}, 9781718502628, 1],
    ),
    issue(
      'How many are left is data.',
      [takeForOrder, { a: 1 }, 'a', 2],
      [takeForOrder, { bb: 10 }, 'bb', 200],
    ),
  ),
  family(
    'stock for orders and gifts',
    'Orders and gifts take from stock by two functions.',
    issue('Which article is data.', [takeForOrder, {}, 'A-1', 1], [takeForOrder, {}, 'chair', 2]),
    issue('Which article is data.', [takeForGift, {}, 'A-1', 1], [takeForGift, {}, 'table', 2]),
  ),
  family(
    'ports',
    'Listening twice, listening where one cannot, and dialling a port nobody listens to.',
    issue('The port is data.', [listenTwice], [listenTwice]),
    issue('The port is data.', [listenOn, 8080], [listenOn, 9090]),
    issue('The port is data.', [dial, 1], [dial, 9]),
  ),
  family(
    'callbacks and workers',
    'A callback that failed, and two pieces of work in other threads.',
    issue('For whom it failed is data.', [waitForCallback, 1], [waitForCallback, 'a-77']),
    issue(
      'The item is data.',
      [inWorker, 'function price(i) { return i.price.amount }\nprice({})'],
      [inWorker, 'function price(i) { return i.price.amount }\nprice({ price: null })'],
    ),
    issue(
      'The number is data.',
      [inWorker, 'function tax(i) { throw new RangeError("no tax for " + i) }\ntax(7)'],
      [inWorker, 'function tax(i) { throw new RangeError("no tax for " + i) }\ntax(12)'],
    ),
  ),
  family(
    'streams and scripts',
    'A stream of parts, and scripts that users wrote.',
    issue('The parts are data.', [pump, [{}]], [pump, [{ price: { amount: 1 } }, { price: null }]]),
    issue(
      'The same script twice.',
      [runScript, 'function go() { return missing.x }\ngo()', 'user.js'],
      [runScript, '\n\nfunction go() { return missing.x }\ngo()', 'user.js'],
    ),
  ),
  family(
    'badges at doors',
    'Badges and pages have functions of their own.',
    issue(
      'Whose badge it is is data.',
      [openBadge, badge(1, 'roof')],
      [openBadge, badge(2, 'cellar')],
    ),
    issue('Which page is data.', [outer, 6], [outer, 8]),
  ),
  family(
    'an interface and its statuses',
    'An address nobody serves and one that is no address.',
    issue(
      'The path is data.',
      [callApi, 'http://127.0.0.1:1', '/a/7'],
      [callApi, 'http://127.0.0.1:9', '/b?x=1'],
    ),
    issue('The address is data.', [callApi, 'nowhere://x', '/a'], [callApi, 'other://y', '/b/c']),
  ),
  family(
    'booking twice',
    'A double entry, a sum below nothing and an entry without owner.',
    issue('Which entry is data.', [book, 1, 5, 'ada'], [book, 77, 9, 'bob']),
    issue('The sum is data.', [book, 1, -5, 'ada'], [book, 77, 0, 'bob']),
    issue('Which entry is data.', [book, 1, 5, null], [book, 77, 9, null]),
  ),
  family(
    'settings and surroundings',
    'Settings that are wrong and a variable that is not set; which variable it is tells what to set.',
    issue(
      'What the settings held is data.',
      [readSettings, {}],
      [readSettings, { port: '80', host: 7, extra: true }],
      [readSettings, null],
    ),
    issue(
      'The same variable.',
      [readEnvironment, 'SHOP_DATABASE_URL'],
      [readEnvironment, 'SHOP_DATABASE_URL'],
    ),
    issue(
      'The same variable.',
      [readEnvironment, 'SHOP_MAIL_HOST'],
      [readEnvironment, 'SHOP_MAIL_HOST'],
    ),
  ),
  family(
    'trees',
    'Visiting and measuring are two walks.',
    issue('The depth is data.', [visit, tree(0)], [visit, tree(1)], [visit, tree(25)]),
    issue('The depth is data.', [measure, tree(1)], [measure, tree(3)], [measure, tree(40)]),
  ),
  family(
    'chains of three',
    'What is missing at the bottom is a theme or a font.',
    issue('Which page is data.', [outer, 2], [outer, 4], [outer, 1000]),
    issue('Which page is data.', [outer, 1], [outer, 77]),
  ),
  logs(
    'jobs in messages',
    'A retry, a skip and an end.',
    ['job 17 (mail) retried 3 times', 'job 99123 (mail) retried 12 times'],
    [
      'job f81d4fae-7dec-11d0-a765-00a0c91e6bf6 skipped',
      'job 01890a5d-ac96-774b-bcce-b302099a8057 skipped',
      'job 4711 skipped',
    ],
    ['job queue drained in 1.532s', 'job queue drained in 20ms'],
  ),
  logs(
    'files in messages',
    'An upload, a thumbnail and a parser.',
    ['upload "summer holiday.jpg" (4.2 MB) refused', 'upload "x.png" (812 KB) refused'],
    [
      'no thumbnail for uploads/2026/01/31/a1b2c3.png',
      'no thumbnail for uploads/2025/12/01/ffee99.jpg',
    ],
    ['parse error at line 17, column 4', 'parse error at line 3, column 80'],
  ),
  logs(
    'limits in messages',
    'Memory, rate and quota.',
    ['heap used 1,532,123 of 2,000,000 bytes', 'heap used 900,001 of 1,000,000 bytes'],
    [
      'rate limit: 100 requests in 60s by 10.0.0.7',
      'rate limit: 2500 requests in 1h by 2001:db8::1',
    ],
    ['quota of user@shop.test is used up', 'quota of someone.else@mail.example is used up'],
  ),
  logs(
    'versions and codes in messages',
    'Another code of an answer is another fault.',
    ['webhook answered 500 after 120ms', 'webhook answered 500 after 3s'],
    ['webhook answered 410 after 120ms', 'webhook answered 410 after 80ms'],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID for api.shop.com',
      'ERR_TLS_CERT_ALTNAME_INVALID for cdn.shop.com',
    ],
    ['CERT_HAS_EXPIRED for api.shop.com', 'CERT_HAS_EXPIRED for img.shop.com'],
  ),
]
