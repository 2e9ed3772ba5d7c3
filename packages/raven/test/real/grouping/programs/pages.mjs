/** A page in a browser, reported by the client that pages use; built twice, as releases are. */
import { family, issue } from '../family.mjs'

/** What is called on the page: in which build, which function, with what. */
function onPage(build, name, ...args) {
  return { onPage: { build, name, args } }
}

const HASH = 'The address of the script carries the hash of its build.'
const NAMES = 'Names and columns of a minified script change with every build.'

export default [
  family(
    'a page and its builds',
    'A price and a tax are shown by two functions.',
    issue(
      HASH,
      [onPage, 'plain', 'showPrice', {}],
      [onPage, 'shifted', 'showPrice', { price: null }],
    ),
    issue(HASH, [onPage, 'plain', 'showTax', {}], [onPage, 'shifted', 'showTax', { tax: null }]),
  ),
  family(
    'a minified page',
    'A price, a tax and a click are three functions, though nobody can read their names.',
    issue(NAMES, [onPage, 'small', 'showPrice', {}], [onPage, 'smallShifted', 'showPrice', {}]),
    issue(NAMES, [onPage, 'small', 'showTax', {}], [onPage, 'smallShifted', 'showTax', {}]),
  ),
  family(
    'what a page parses',
    'A cart and a selector are read by two functions.',
    issue(
      'The text is data.',
      [onPage, 'plain', 'parseCart', '{'],
      [onPage, 'plain', 'parseCart', '<html>'],
      [onPage, 'shifted', 'parseCart', 'nope'],
    ),
    issue(
      'The selector is data.',
      [onPage, 'plain', 'readSelector', '##'],
      [onPage, 'shifted', 'readSelector', '..x'],
    ),
  ),
  family(
    'what a page looks for',
    'A button that is missing and a store that is full.',
    issue(
      'The selector is data.',
      [onPage, 'plain', 'findButton', '#buy'],
      [onPage, 'plain', 'findButton', '.item-17'],
    ),
    issue(
      'Key and size are data.',
      [onPage, 'plain', 'store', 'cart', 6e6],
      [onPage, 'plain', 'store', 'cart-17', 7e6],
    ),
  ),
  family(
    'what a page fetches',
    'A missing item, a server out of reach and a module that is not there.',
    issue(
      'Which item is data.',
      [onPage, 'plain', 'loadItem', 17],
      [onPage, 'shifted', 'loadItem', 'a-99'],
    ),
    issue(
      'The port is data.',
      [onPage, 'plain', 'loadBlocked', 1],
      [onPage, 'shifted', 'loadBlocked', 9],
    ),
    issue(
      'Which module is data.',
      [onPage, 'plain', 'load', '/absent-1.js'],
      [onPage, 'plain', 'load', '/chunks/742.js'],
    ),
  ),
  family(
    'clicks',
    'A price shown by a click is reached another way.',
    issue(
      'The item is data.',
      [onPage, 'plain', 'clicked', {}],
      [onPage, 'shifted', 'clicked', { price: null }],
    ),
    issue(
      'The item is data.',
      [onPage, 'plain', 'showTax', {}],
      [onPage, 'plain', 'showTax', { id: 7 }],
    ),
  ),
]
