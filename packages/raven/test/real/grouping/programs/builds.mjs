/** One program in several builds: shifted, renamed, minified, under hashed names, compiled otherwise. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { family, issue } from '../family.mjs'

/** Where builds are put; the generator counts what lies here as the program's own. */
export const BUILDS = '/tmp/raven-grouping-builds'

const SOURCE = `
class Cart {
  constructor(items: Item[]) { this.items = items }
  total() { return this.items.map((item) => priceOf(item)).reduce((a, b) => a + b, 0) }
  taxes() { return this.items.map((item) => taxOf(item)).reduce((a, b) => a + b, 0) }
}
function priceOf(item: Item) {
  return item.price.amount
}
function taxOf(item: Item) {
  return item.tax.rate
}
export function checkout(items: Item[]) {
  const cart = new Cart(items)
  return cart.total()
}
export function report(items: Item[]) {
  const cart = new Cart(items)
  return cart.taxes()
}
export function refuse(items: Item[]) {
  if (items.length === 0) throw new RangeError('a cart of ' + items.length + ' items is no cart')
  throw new RangeError('a cart of ' + items.length + ' items is too large')
}
export async function later(items: Item[]) {
  await null
  return checkout(items)
}
`

const NEWER = `
// a licence
// of several
// lines
export function audit(list: Item[], whole: boolean, note: string) {
  const names = list.map((entry) => entry.name + note)
  return whole ? names : names.slice(1)
}
const table = new Map()
export function remember(key: string, entry: Item) { table.set(key, entry); return table.size }
`

/** The lines of the source indented otherwise, as another formatter would. */
const reformatted = SOURCE.replaceAll('  ', '    ')

function put(folder, base, options, text) {
  const code = transformSync(text, { loader: 'ts', format: 'esm', ...options }).code
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 8)
  const file = join(BUILDS, folder, base.replace('[hash]', hash))
  mkdirSync(join(BUILDS, folder), { recursive: true })
  writeFileSync(file, code)
  return pathToFileURL(file).href
}

const plain = (folder, text, options = {}) => put(folder, 'shop.mjs', options, text)
const hashed = (folder, text, options = {}) => put(folder, 'shop-[hash].mjs', options, text)
const small = (folder, text) => put(folder, 'app.[hash].mjs', { minify: true }, text)

const files = {
  one: plain('one', SOURCE),
  shifted: plain('shifted', NEWER + SOURCE),
  reformatted: plain('reformatted', reformatted),
  hashed: hashed('hashed', SOURCE),
  hashedShifted: hashed('hashed', NEWER + SOURCE),
  small: small('small', SOURCE),
  smallShifted: small('small', NEWER + SOURCE),
  smallMore: small(
    'small',
    `${NEWER}${SOURCE}export const version = 'a much longer one: ' + audit.name`,
  ),
  keepNames: put('keep', 'shop.mjs', { keepNames: true }, SOURCE),
  chunk: put('chunks', 'chunk-[hash].mjs', {}, SOURCE),
  chunkShifted: put('chunks', 'chunk-[hash].mjs', {}, NEWER + SOURCE),
  numbered: put('chunks', '742.[hash].mjs', {}, SOURCE),
  numberedShifted: put('chunks', '742.[hash].mjs', {}, NEWER + SOURCE),
  release1: plain('releases/20260131', SOURCE),
  release2: plain('releases/20260214', NEWER + SOURCE),
}

/** Loads a build and calls one of its functions. */
function call(build, name, items) {
  return import(files[build]).then((shop) => shop[name](items))
}

const LINES = 'Where the lines stand is no part of the fault.'
const HASH = 'The hash in the file’s name changes with every build.'
const NAMES = 'Names and columns of a minified file change with every build.'

export default [
  family(
    'lines shifted',
    'Checking out fails at a price, the report at a tax.',
    issue(
      LINES,
      [call, 'one', 'checkout', [{}]],
      [call, 'shifted', 'checkout', [{ price: null }]],
      [call, 'keepNames', 'checkout', [{}]],
    ),
    issue(
      LINES,
      [call, 'one', 'report', [{}]],
      [call, 'shifted', 'report', [{ tax: null }]],
      [call, 'keepNames', 'report', [{}]],
    ),
  ),
  family(
    'two throws in a function',
    'No items and too many are two checks on two lines.',
    issue(LINES, [call, 'one', 'refuse', []], [call, 'shifted', 'refuse', []]),
    issue(LINES, [call, 'one', 'refuse', [1, 2]], [call, 'shifted', 'refuse', [1, 2, 3]]),
  ),
  family(
    'another formatter',
    'Checking out fails at a price, the report at a tax.',
    issue(
      'Blanks are no part of the fault.',
      [call, 'one', 'checkout', [{}]],
      [call, 'reformatted', 'checkout', [{}]],
    ),
    issue(
      'Blanks are no part of the fault.',
      [call, 'one', 'report', [{}]],
      [call, 'reformatted', 'report', [{}]],
    ),
  ),
  family(
    'names with hashes',
    'Checking out fails at a price, the report at a tax.',
    issue(HASH, [call, 'hashed', 'checkout', [{}]], [call, 'hashedShifted', 'checkout', [{}]]),
    issue(HASH, [call, 'hashed', 'report', [{}]], [call, 'hashedShifted', 'report', [{}]]),
  ),
  family(
    'chunks',
    'Checking out fails at a price, the report at a tax.',
    issue(HASH, [call, 'chunk', 'checkout', [{}]], [call, 'chunkShifted', 'checkout', [{}]]),
    issue(HASH, [call, 'chunk', 'later', [{}]], [call, 'chunkShifted', 'later', [{}]]),
    issue(HASH, [call, 'chunk', 'report', [{}]], [call, 'chunkShifted', 'report', [{}]]),
  ),
  family(
    'chunks with numbers',
    'Checking out fails at a price, the report at a tax.',
    issue(HASH, [call, 'numbered', 'checkout', [{}]], [call, 'numberedShifted', 'checkout', [{}]]),
    issue(HASH, [call, 'numbered', 'report', [{}]], [call, 'numberedShifted', 'report', [{}]]),
  ),
  family(
    'minified',
    'Checking out fails at a price, the report at a tax, and a cart is too large.',
    issue(
      NAMES,
      [call, 'small', 'checkout', [{}]],
      [call, 'smallShifted', 'checkout', [{}]],
      [call, 'smallMore', 'checkout', [{}]],
    ),
    issue(
      NAMES,
      [call, 'small', 'report', [{}]],
      [call, 'smallShifted', 'report', [{}]],
      [call, 'smallMore', 'report', [{}]],
    ),
    issue(NAMES, [call, 'small', 'refuse', [1, 2]], [call, 'smallShifted', 'refuse', [1, 2, 3]]),
  ),
  family(
    'minified, two checks',
    'No items and too many are two checks, told apart by their messages alone.',
    issue(
      NAMES,
      [call, 'small', 'refuse', []],
      [call, 'smallShifted', 'refuse', []],
      [call, 'smallMore', 'refuse', []],
    ),
    issue(NAMES, [call, 'small', 'refuse', [1, 2]], [call, 'smallMore', 'refuse', [1, 2, 3, 4]]),
  ),
  family(
    'folders of releases',
    'Checking out fails at a price, the report at a tax.',
    issue(
      'The folder carries the date of the release.',
      [call, 'release1', 'checkout', [{}]],
      [call, 'release2', 'checkout', [{}]],
    ),
    issue(
      'The folder carries the date of the release.',
      [call, 'release1', 'report', [{}]],
      [call, 'release2', 'report', [{}]],
    ),
  ),
]
