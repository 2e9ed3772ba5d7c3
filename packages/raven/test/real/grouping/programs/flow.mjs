/** How the error came about: later, deep down, through others, in company. */
import { setTimeout as wait } from 'node:timers/promises'
import { EventEmitter, once } from 'node:events'
import express from 'express'
import Koa from 'koa'
import { family, issue } from '../family.mjs'

function priceOf(item) {
  if (item.price === undefined) throw new Error(`no price for item ${item.id}`)
  return item.price
}

function taxOf(item) {
  if (item.tax === undefined) throw new Error(`no tax for item ${item.id}`)
  return item.tax
}

async function later(items, turns) {
  for (let turn = 0; turn < turns; turn++) await wait(0)
  return items.map(priceOf)
}

async function laterTax(items, turns) {
  for (let turn = 0; turn < turns; turn++) await wait(0)
  return items.map(taxOf)
}

function walk(node, depth) {
  if (depth === 0) return priceOf(node)
  return walk(node, depth - 1)
}

function even(node, depth) {
  return depth === 0 ? priceOf(node) : odd(node, depth - 1)
}

function odd(node, depth) {
  return depth === 0 ? taxOf(node) : even(node, depth - 1)
}

function endless(node) {
  return endless({ node })
}

// oxlint-disable-next-line oxc/only-used-in-recursion -- an end is what it lacks
function endlessText(text) {
  return `${endlessText(text)}!`
}

function loadUser(id) {
  throw new Error(`connection ${id} lost`)
}

function showUser(id) {
  try {
    return loadUser(id)
  } catch (cause) {
    throw new Error(`cannot show user ${id}`, { cause })
  }
}

function showOrder(id) {
  try {
    return loadUser(id)
  } catch (cause) {
    throw new Error(`cannot show order ${id}`, { cause })
  }
}

function wrapAny(id, cause) {
  throw new Error(`job ${id} failed`, { cause })
}

function wrapped(fn, id) {
  try {
    return fn({ id })
  } catch (cause) {
    return wrapAny(id, cause)
  }
}

class Conflict extends Error {
  name = 'Conflict'
}

function failAs(kind, text) {
  throw kind === 'conflict' ? new Conflict(text) : new RangeError(text)
}

async function priceLater(item) {
  await wait(0)
  return priceOf(item)
}

async function taxLater(item) {
  await wait(0)
  return taxOf(item)
}

async function anyPrice(items) {
  return await Promise.any(items.map(priceLater))
}

async function anyOf(parts) {
  return await Promise.any(parts.map(([fn, item]) => fn(item)))
}

function settle(errors) {
  throw new AggregateError(errors, `${errors.length} of the jobs failed`)
}

function errorsOf(...calls) {
  return calls.map(([fn, item]) => {
    try {
      return fn(item)
    } catch (error) {
      return error
    }
  })
}

function settleAll(...calls) {
  settle(errorsOf(...calls))
}

function anonymous(item) {
  return [item].map((one) => (() => (() => one.price.amount)())())
}

function inside(item) {
  const steps = [(one) => one, (one) => one.price.amount]
  return steps.reduce((value, step) => step(value), item)
}

async function byEvent(item, deaf) {
  const emitter = new EventEmitter()
  for (let index = 0; index < deaf; index++) emitter.on('item', () => {})
  emitter.on('item', (one) => priceOf(one))
  emitter.emit('item', item)
}

async function onceMore(item) {
  const emitter = new EventEmitter()
  queueMicrotask(() => emitter.emit('error', new Error(`feed of ${item} broke`)))
  await once(emitter, 'item')
}

function byEval(text, item) {
  // oxlint-disable-next-line no-eval -- programs do it, and its frames are what is recorded
  return eval(text)(item)
}

function byFunction(text, item) {
  // oxlint-disable-next-line typescript/no-implied-eval -- as above
  return new Function('item', text)(item)
}

/** What an Express application is told of, with so many handlers before the one that fails. */
function inExpress(handlers, path, fail) {
  const app = express()
  for (let index = 0; index < handlers; index++) app.use((_req, _res, next) => next())
  app.get('/items/:id', (req) => fail({ id: req.params.id }))
  return new Promise((resolve, reject) => {
    app.use((error, _req, _res, _next) => reject(error))
    app.handle({ method: 'GET', url: path, headers: {} }, { setHeader() {}, on() {} }, reject)
  })
}

function inKoa(handlers, path, fail) {
  const app = new Koa()
  for (let index = 0; index < handlers; index++) app.use(async (ctx, next) => await next())
  app.use(async (ctx) => fail({ id: ctx.path }))
  return new Promise((resolve, reject) => {
    app.on('error', reject)
    app
      .callback()(
        { method: 'GET', url: path, headers: {}, socket: {} },
        { setHeader() {}, end: resolve, on() {}, getHeaderNames: () => [], removeHeader() {} },
      )
      .catch(reject)
  })
}

function rethrown(item, note) {
  try {
    return priceOf(item)
  } catch (error) {
    error.note = note
    throw error
  }
}

function thrownString(id) {
  throw `order ${id} is not paid`
}

function thrownOther(id) {
  throw `order ${id} is not shipped`
}

function thrownObject(code) {
  throw { code, reason: 'the queue is full' }
}

function thrownNothing() {
  throw undefined
}

export default [
  family(
    'later turns',
    'Prices and taxes are asked for in two functions.',
    issue(
      'How many turns passed before is chance.',
      [later, [{ id: 1 }], 0],
      [later, [{ id: 2 }], 1],
      [later, [{ id: 33 }], 4],
    ),
    issue(
      'How many turns passed before is chance.',
      [laterTax, [{ id: 1 }], 1],
      [laterTax, [{ id: 2 }], 3],
    ),
  ),
  family(
    'depth',
    'The one chain of calls ends at a price, the other at a tax.',
    issue(
      'How deep the node lies is data.',
      [walk, { id: 1 }, 1],
      [walk, { id: 2 }, 4],
      [walk, { id: 3 }, 30],
    ),
    issue(
      'How deep the node lies is data.',
      [even, { id: 1 }, 1],
      [even, { id: 2 }, 3],
      [even, { id: 2 }, 7],
    ),
  ),
  family(
    'depth of two who call each other',
    'At even depth the price fails, at odd depth the tax.',
    issue(
      'How deep the node lies is data.',
      [even, { id: 1 }, 2],
      [even, { id: 2 }, 6],
      [even, { id: 4 }, 20],
    ),
    issue('How deep the node lies is data.', [odd, { id: 1 }, 2], [odd, { id: 2 }, 8]),
  ),
  family(
    'no end',
    'Two functions without end.',
    issue('Where the stack gave out is chance.', [endless, 1], [walk4(endless), 2]),
    issue('Where the stack gave out is chance.', [endlessText, 'a'], [walk4(endlessText), 'b']),
  ),
  family(
    'causes',
    'Showing users and showing orders fail for the same cause, in two functions.',
    issue(
      'Which user is data, in the error and in its cause.',
      [showUser, 17],
      [showUser, 94],
      [showUser, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
    ),
    issue('Which order is data.', [showOrder, 1], [showOrder, 2]),
  ),
  family(
    'one wrapper, two causes',
    'The wrapper is one line; what failed inside is a price or a tax.',
    issue('The item is data.', [wrapped, priceOf, 1], [wrapped, priceOf, 2]),
    issue('The item is data.', [wrapped, taxOf, 1], [wrapped, taxOf, 7]),
  ),
  family(
    'types at one place',
    'A conflict and a range are two kinds of error, though one line throws both.',
    issue(
      'The text names data.',
      [failAs, 'conflict', 'version 3 is not 4'],
      [failAs, 'conflict', 'version 77 is not 78'],
    ),
    issue(
      'The text names data.',
      [failAs, 'range', 'page 9 of 8'],
      [failAs, 'range', 'page 101 of 100'],
    ),
  ),
  family(
    'errors in company',
    'All without price, and a price and a tax missing together.',
    issue(
      'How many failed, and which, is data.',
      [anyPrice, [{ id: 1 }, { id: 2 }]],
      [anyPrice, [{ id: 3 }, { id: 4 }, { id: 5 }]],
      [anyPrice, [{ id: 9 }, { id: 8 }, { id: 7 }, { id: 6 }]],
    ),
    issue(
      'In which order they failed is chance.',
      [
        anyOf,
        [
          [priceLater, { id: 1 }],
          [taxLater, { id: 2 }],
        ],
      ],
      [
        anyOf,
        [
          [taxLater, { id: 4 }],
          [priceLater, { id: 3 }],
        ],
      ],
    ),
  ),
  family(
    'jobs that failed together',
    'Different things failed: prices only, taxes only, or both.',
    issue(
      'How many, and which, is data.',
      [settleAll, [priceOf, { id: 1 }]],
      [settleAll, [priceOf, { id: 3 }], [priceOf, { id: 4 }]],
      [settleAll, [priceOf, { id: 9 }], [priceOf, { id: 8 }], [priceOf, { id: 7 }]],
    ),
    issue(
      'How many, and which, is data.',
      [settleAll, [taxOf, { id: 1 }], [taxOf, { id: 2 }]],
      [settleAll, [taxOf, { id: 3 }], [taxOf, { id: 4 }], [taxOf, { id: 5 }]],
    ),
    issue(
      'Their order is chance.',
      [settleAll, [taxOf, { id: 1 }], [priceOf, { id: 2 }]],
      [settleAll, [priceOf, { id: 3 }], [taxOf, { id: 4 }]],
    ),
  ),
  family(
    'functions without names',
    'Two places of the program, both in arrows.',
    issue('The item is data.', [anonymous, {}], [anonymous, { price: null }]),
    issue('The item is data.', [inside, {}], [inside, { price: null }]),
  ),
  family(
    'listeners',
    'A listener that throws, and a feed that broke.',
    issue(
      'How many others listen is chance.',
      [byEvent, { id: 1 }, 0],
      [byEvent, { id: 2 }, 3],
      [byEvent, { id: 12 }, 1],
    ),
    issue('Which feed is data.', [onceMore, 'prices'], [onceMore, 7]),
  ),
  family(
    'code made from text',
    'Text handed to eval and to Function come from two features of the program.',
    issue(
      'The item is data.',
      [byEval, '(item) => item.price.amount', {}],
      [byEval, '(item) => item.price.amount', { price: null }],
    ),
    issue(
      'The item is data.',
      [byFunction, 'return item.price.amount', {}],
      [byFunction, 'return item.price.amount', { price: null }],
    ),
  ),
  family(
    'a route of Express',
    'The price fails in one handler, the tax in another.',
    issue(
      'How many handlers stand before it is no part of the fault, nor is the address.',
      [inExpress, 1, '/items/7', priceOf],
      [inExpress, 4, '/items/912', priceOf],
      [inExpress, 9, '/items/x-1', priceOf],
    ),
    issue(
      'How many handlers stand before it is no part of the fault.',
      [inExpress, 1, '/items/7', taxOf],
      [inExpress, 3, '/items/8', taxOf],
    ),
  ),
  family(
    'a route of Koa',
    'The price fails in one handler, the tax in another.',
    issue('The address is data.', [inKoa, 1, '/items/7', priceOf], [inKoa, 1, '/items/9', priceOf]),
    issue('The address is data.', [inKoa, 2, '/items/7', taxOf], [inKoa, 2, '/items/8', taxOf]),
  ),
  family(
    'thrown on',
    'Errors that carry a note come from where they were made; prices with and without the detour are two paths.',
    issue('The note is data.', [rethrown, { id: 1 }, 'a'], [rethrown, { id: 2 }, 'b']),
    issue('The item is data.', [later, [{ id: 5 }], 0], [later, [{ id: 6 }], 0]),
  ),
  family(
    'what is no error',
    'Unpaid, unshipped, a full queue and nothing at all.',
    issue(
      'Which order is data.',
      [thrownString, 17],
      [thrownString, 94],
      [thrownString, 'R-2026-77'],
    ),
    issue('Which order is data.', [thrownOther, 17], [thrownOther, 94]),
    issue('The code is data.', [thrownObject, 7], [thrownObject, 9]),
    issue('Nothing is nothing.', [thrownNothing], [thrownNothing]),
  ),
]

/** The same function, from four frames further down. */
function walk4(fn) {
  const call = (value, depth) => (depth === 0 ? fn(value) : call(value, depth - 1))
  return function deeper(value) {
    return call(value, 4)
  }
}
