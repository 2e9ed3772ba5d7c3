/** Values that are not what the code thought: the engine's own errors. */
import { family, issue } from '../family.mjs'

function amountOf(item) {
  return item.price.amount
}

function renderCart(items) {
  return items.map((item) => amountOf(item)).join()
}

function renderInvoice(items) {
  let text = ''
  for (const item of items) text += amountOf(item)
  return text
}

function parseSettings(text) {
  return JSON.parse(text)
}

function parseReply(text) {
  const body = text.trim()
  return JSON.parse(body)
}

function lookUp(table, key) {
  return table[key].name
}

function callHandler(handlers, name) {
  return handlers[name]()
}

function construct(kinds, name) {
  return new kinds[name]()
}

function formatPrice(value, digits) {
  return value.toFixed(digits)
}

function makeList(length) {
  // oxlint-disable-next-line unicorn/no-new-array -- a length out of range is the point
  return new Array(length)
}

function repeat(text, count) {
  return text.repeat(count)
}

function spell(number, radix) {
  return number.toString(radix)
}

function spread(value) {
  const [first] = value
  return first
}

function destructure(value) {
  const { name } = value.owner
  return name.first
}

function decode(text) {
  return decodeURIComponent(text)
}

function toBig(text) {
  return BigInt(text)
}

function mix(a, b) {
  return a + b
}

function reach(node) {
  return node.next.value
}

function serialise(value) {
  return JSON.stringify(value)
}

function circle(name) {
  const value = { name }
  value.self = value
  return value
}

function readBeforeInit(flag) {
  if (flag) return early
  const early = 1
  return early
}

function assignConst(value) {
  const fixed = Object.freeze({ total: 1 })
  fixed.total = value
}

function useUnknown() {
  return notDeclaredAnywhere + 1
}

function useOther() {
  return alsoNotDeclared + 1
}

function makeRegex(source) {
  return new RegExp(source)
}

function twoOnALine(item) {
  return item.price.amount + item.tax.rate
}

class Cart {
  #items
  constructor(items) {
    this.#items = items
  }
  get total() {
    return this.#items.reduce((sum, item) => sum + item.price.amount, 0)
  }
  static from(items) {
    return new Cart(items).total
  }
  count() {
    return this.#items.length.of.what
  }
}

function totalOf(items) {
  return new Cart(items).total
}

function countOf(items) {
  return new Cart(items).count()
}

function stringDate(value) {
  return new Date(value).toISOString()
}

function formatWith(locale, currency) {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(1)
}

export default [
  family(
    'a shared function and its callers',
    'The function is right; each caller hands it something without a price, and each has to be mended.',
    issue(
      'Undefined and an empty item fail alike at one place.',
      [renderCart, [{}]],
      [renderCart, [{ id: 7 }]],
      [renderCart, [{ price: null }]],
    ),
    issue(
      'One caller, another cart.',
      [renderInvoice, [{}]],
      [renderInvoice, [{ price: undefined, id: 12 }]],
    ),
  ),
  family(
    'text that is no JSON',
    'Settings and replies are parsed by two functions.',
    issue(
      'What the text was is data, however the engine quotes it.',
      [parseSettings, '{"a":1,}'],
      [parseSettings, 'undefined'],
      [parseSettings, ''],
    ),
    issue(
      'What the text was is data.',
      [parseReply, '<html><body>502 Bad Gateway</body></html>'],
      [parseReply, '<!DOCTYPE html>'],
      [parseReply, 'Unauthorized'],
    ),
  ),
  family(
    'names looked up in tables',
    'Reading, calling and constructing happen in three functions.',
    issue('The key is data.', [lookUp, {}, 'users'], [lookUp, {}, 'u-981723']),
    issue(
      'The handler is data.',
      [callHandler, {}, 'onClick'],
      [callHandler, { onPay: 3 }, 'onPay'],
    ),
    issue('The kind is data.', [construct, {}, 'Lamp'], [construct, { Sheet: 1 }, 'Sheet']),
  ),
  family(
    'numbers out of range',
    'Formatting, reserving, repeating and spelling are four functions.',
    issue('The digits are data.', [formatPrice, 1.5, 101], [formatPrice, 2, -3]),
    issue('The length is data.', [makeList, -1], [makeList, 2 ** 40]),
    issue('The count is data.', [repeat, 'x', -1], [repeat, 'abc', -1000]),
    issue('The radix is data.', [spell, 7, 99], [spell, 1, 0]),
  ),
  family(
    'one line, two faults',
    'The kind of error differs: one value is missing, the other has no such method.',
    issue('Both lack the value.', [formatPrice, undefined, 2], [formatPrice, null, 2]),
    issue('Both lack the range.', [formatPrice, 1, 500], [formatPrice, 3, 999]),
  ),
  family(
    'taking values apart',
    'Lists and owners are taken apart in two functions.',
    issue(
      'Whatever cannot be iterated fails alike.',
      [spread, 5],
      [spread, undefined],
      [spread, {}],
    ),
    issue(
      'Without an owner, whichever emptiness it is.',
      [destructure, {}],
      [destructure, { owner: null }],
    ),
  ),
  family(
    'conversions',
    'Decoding and converting are two functions with errors of their own type.',
    issue('The text is data.', [decode, '%E0%A4%A'], [decode, '100%']),
    issue('The text is data.', [toBig, '12a'], [toBig, 'seven'], [toBig, '4.5']),
    issue('Sums of unlike kinds.', [mix, 1n, 2], [mix, 7, 10n]),
  ),
  family(
    'lists that end early',
    'A reader of nodes and a writer of JSON.',
    issue('The node is data.', [reach, {}], [reach, { next: null, id: 4 }]),
    issue(
      'Which object is circular is data.',
      [serialise, circle('a')],
      [serialise, circle('an order')],
    ),
    issue(
      'A BigInt is the same fault each time.',
      [serialise, { total: 1n }],
      [serialise, [2n, 5n]],
    ),
  ),
  family(
    'names the program never declared',
    'Each name is a slip of its own.',
    issue('The same slip twice.', [useUnknown], [useUnknown]),
    issue('The same slip twice.', [useOther], [useOther]),
    issue('Used before it is there.', [readBeforeInit, true], [readBeforeInit, 'yes']),
    issue('Writing what is frozen.', [assignConst, 2], [assignConst, 'x']),
  ),
  family(
    'patterns and dates',
    'A pattern, a date and a currency are made in three functions.',
    issue('The pattern is data.', [makeRegex, '('], [makeRegex, '[z-a]'], [makeRegex, '*']),
    issue('The date is data.', [stringDate, 'yesterday'], [stringDate, NaN]),
    issue('The currency is data.', [formatWith, 'de', 'EURO'], [formatWith, 'en', 'x']),
  ),
  family(
    'two places on a line',
    'The price and the tax are two things that may be missing, though one line reads both.',
    issue('No price.', [twoOnALine, {}], [twoOnALine, { price: null, tax: { rate: 1 } }]),
    issue(
      'No tax.',
      [twoOnALine, { price: { amount: 1 } }],
      [twoOnALine, { price: { amount: 2 }, tax: null }],
    ),
  ),
  family(
    'members of a class',
    'A getter and a method of one class, and two ways to the getter.',
    issue('The items are data.', [totalOf, [{}]], [totalOf, [{ price: null }, {}]]),
    issue('The items are data.', [countOf, []], [countOf, [1, 2]]),
    issue('Reached through the static method.', [Cart.from, [{}]], [Cart.from, [{ price: null }]]),
  ),
]
