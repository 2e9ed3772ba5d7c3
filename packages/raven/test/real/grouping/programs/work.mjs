/** Tokens, templates, mail and queues: libraries that throw deep inside themselves. */
import jwt from 'jsonwebtoken'
import Handlebars from 'handlebars'
import ejs from 'ejs'
import nodemailer from 'nodemailer'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import Bluebird from 'bluebird'
import lodash from 'lodash'
import { createHash, createDecipheriv, createPrivateKey } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { execFileSync } from 'node:child_process'
import { family, issue } from '../family.mjs'

function readSession(token) {
  return jwt.verify(token, 'secret')
}

function readInvite(token) {
  return jwt.verify(token, 'other', { issuer: 'shop' })
}

const old = jwt.sign({ id: 1, exp: 1_000_000_000 }, 'secret')
const older = jwt.sign({ id: 2, exp: 900_000_000 }, 'secret')
const foreign = (id) => jwt.sign({ id }, 'someone else')

function renderMail(template, data) {
  return Handlebars.compile(template, { strict: true })(data)
}

function renderPage(template, data) {
  return ejs.render(template, data)
}

async function sendMail(port, to) {
  const mailer = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false })
  await mailer.sendMail({ from: 'shop@shop.test', to, text: 'hello' })
}

function Price({ item }) {
  return createElement('b', null, item.price.amount)
}

function Product({ item }) {
  return createElement('div', null, createElement(Price, { item }))
}

function Basket({ items }) {
  return createElement('ul', null, ...items.map((item) => createElement(Price, { item })))
}

function renderProduct(item) {
  return renderToString(createElement(Product, { item }))
}

function renderBasket(items) {
  return renderToString(createElement(Basket, { items }))
}

function renderWrong(value) {
  return renderToString(createElement(value))
}

async function eachLater(items) {
  await Bluebird.each(items, (item) => Bluebird.delay(1).then(() => item.price.amount))
}

function groupItems(items) {
  return lodash.groupBy(items, (item) => item.kind.name)
}

function sortItems(items) {
  return lodash.sortBy(items, (item) => item.kind.rank)
}

function digest(algorithm) {
  return createHash(algorithm).update('x').digest('hex')
}

function decipher(key) {
  return createDecipheriv('aes-256-gcm', key, Buffer.alloc(12))
}

function readKey(text) {
  return createPrivateKey(text)
}

function unpack(bytes) {
  return gunzipSync(Buffer.from(bytes))
}

function runTool(name, ...args) {
  execFileSync(name, args, { stdio: 'ignore' })
}

export default [
  family(
    'tokens of a session',
    'An expired token and a forged one are told apart by their type.',
    issue('Whose token expired is data.', [readSession, old], [readSession, older]),
    issue(
      'What is wrong with a forged token is data enough.',
      [readSession, foreign(1)],
      [readSession, foreign(2)],
    ),
  ),
  family(
    'tokens of two kinds',
    'Sessions and invitations are read by two functions.',
    issue('Which token is data.', [readSession, 'abc'], [readSession, 'x.y']),
    issue('Which token is data.', [readInvite, foreign(3)], [readInvite, foreign(4)]),
  ),
  family(
    'templates',
    'Mails and pages are rendered by two functions.',
    issue(
      'Which name the template lacks is data.',
      [renderMail, 'Dear {{name}}', {}],
      [renderMail, 'Dear {{customer.first}}', { customer: {} }],
    ),
    issue(
      'Which name the page lacks is data.',
      [renderPage, '<%= name %>', {}],
      [renderPage, '<p><%= total %></p>', {}],
    ),
  ),
  family(
    'mail that is not accepted',
    'A server that refuses, before it has heard of any address.',
    issue(
      'The address and the port are data.',
      [sendMail, 1, 'ada@shop.test'],
      [sendMail, 9, 'bob@else.test'],
      [sendMail, 7, ''],
    ),
  ),
  family(
    'components',
    'A price without amount in a product and in a basket; a value that is no component is a third thing.',
    issue('The product is data.', [renderProduct, {}], [renderProduct, { price: null }]),
    issue('What is no component is data.', [renderWrong, undefined], [renderWrong, {}]),
  ),
  family(
    'one component, two pages',
    'The page hands over what the component chokes on, but the server renders them through one and the same stack of its own; two functions of the program start it.',
    issue('The product is data.', [renderProduct, { id: 1 }], [renderProduct, { id: 2 }]),
    issue('The basket is data.', [renderBasket, [{}]], [renderBasket, [{ id: 7 }]]),
  ),
  family(
    'callbacks inside libraries',
    'Grouping, sorting and waiting are three functions of the program.',
    issue('The items are data.', [groupItems, [{}]], [groupItems, [{ kind: null }]]),
    issue('The items are data.', [sortItems, [{}]], [sortItems, [{ kind: null }, {}]]),
    issue('The items are data.', [eachLater, [{}]], [eachLater, [{ price: {} }, { price: null }]]),
  ),
  family(
    'keys and digests',
    'A digest, a cipher and a private key.',
    issue('Which digest is data.', [digest, 'md17'], [digest, 'sha-none']),
    issue('The key is data.', [decipher, 'short'], [decipher, 'a longer one']),
    issue('The text is data.', [readKey, 'no key'], [readKey, '-----BEGIN']),
  ),
  family(
    'bytes and tools',
    'Unpacking and running a tool; a tool that is missing and one that fails.',
    issue('The bytes are data.', [unpack, 'abc'], [unpack, [1, 2, 3]]),
    issue('The tool is data.', [runTool, 'no-such-tool'], [runTool, 'absent-7']),
    issue('The arguments are data.', [runTool, 'false'], [runTool, 'ls', '/absent/for/sure']),
  ),
]
