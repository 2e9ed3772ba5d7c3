import { expect, test } from 'vitest'
import { eventCulprit, eventTitle } from 'raven-ts/protocol'
import type { Event, Frame } from 'raven-ts/protocol'

const thrown = (
  type: string | undefined,
  value: string | undefined,
  others: object = {},
): Event => ({
  exception: {
    values: [
      { type: 'Cause', value: 'deeper' },
      {
        ...(type === undefined ? {} : { type }),
        ...(value === undefined ? {} : { value }),
        ...others,
      },
    ],
  },
})
const frames = (...list: Frame[]) => ({ stacktrace: { frames: list } })
const app = { module: 'app', function: 'view', in_app: true }
const lib1 = { module: 'lib1', function: 'a' }
const lib2 = { module: 'lib2', function: 'b', in_app: false }

test.each<[string, Event, string]>([
  ['the captured exception', thrown('TypeError', 'x is undefined'), 'TypeError: x is undefined'],
  ['the first line of its text', thrown('E', '\n  one  \r\ntwo'), 'E: one'],
  ['its type alone', thrown('E', ''), 'E'],
  ['its text alone', thrown(undefined, 'text'), 'text'],
  [
    'the text of a made-up exception',
    thrown('Error', 'said', { mechanism: { type: 'generic', synthetic: true } }),
    'said',
  ],
  [
    'the function of a made-up one without text',
    thrown('Error', '', { mechanism: { type: 'x', synthetic: true }, ...frames(app, lib2) }),
    'view',
  ],
  ['a message', { logentry: { message: 'of %s', formatted: 'of it\nand more' } }, 'of it'],
  ['a template alone', { logentry: { message: 'of %s' } }, 'of %s'],
  ['a plain message', { message: 'hello' }, 'hello'],
  ['nothing', {}, '<unlabeled event>'],
  ['blanks', { message: ' \n ' }, '<unlabeled event>'],
  ['an exception of nothing', thrown(undefined, undefined), '<unlabeled event>'],
])('is titled by %s', (_, event, title) => {
  expect(eventTitle(event)).toBe(title)
})

test('a long title is cut between whole characters', () => {
  const title = eventTitle({ message: `${'x'.repeat(248)}😀😀` })
  expect(title).toBe(`${'x'.repeat(248)}…`)
})

test.each<[string, Event, string]>([
  [
    'the transaction',
    { transaction: 'GET /cart', culprit: 'x', ...thrown('E', '', frames(app)) },
    'GET /cart',
  ],
  ['what an old client says', { culprit: 'app in view' }, 'app in view'],
  ['the innermost frame of the app', thrown('E', '', frames(app, lib1, lib2)), 'app in view'],
  ['the innermost frame', thrown('E', '', frames(lib1, lib2)), 'lib2 in b'],
  ['a file', thrown('E', '', frames({ filename: 'src/a.js', function: 'f' })), 'src/a.js in f'],
  ['a function alone', thrown('E', '', frames({ function: 'foo' })), '? in foo'],
  ['a module alone', thrown('E', '', frames({ module: 'foo' })), 'foo in ?'],
  ['the last frame that has a name', thrown('E', '', frames(lib1, { lineno: 3 })), 'lib1 in a'],
  [
    'the crashed thread',
    {
      threads: {
        values: [
          { id: 1, ...frames(lib1) },
          { id: 2, crashed: true, ...frames(app) },
        ],
      },
    },
    'app in view',
  ],
  ['nothing', {}, ''],
])('the culprit is %s', (_, event, culprit) => {
  expect(eventCulprit(event)).toBe(culprit)
})
