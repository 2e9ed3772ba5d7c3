import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainGrouping } from 'raven-ts/protocol'
import type { Event, ExceptionValue, Frame } from 'raven-ts/protocol'

const app = (name: string, others: Frame = {}): Frame => ({
  filename: 'src/cart.js',
  function: name,
  in_app: true,
  ...others,
})
const lib = (name: string): Frame => ({
  filename: 'node_modules/lib/index.js',
  function: name,
  in_app: false,
})
const link = (
  type: string,
  frames: readonly Frame[] = [],
  others: ExceptionValue = {},
): ExceptionValue => ({
  type,
  ...(frames.length > 0 ? { stacktrace: { frames } } : {}),
  ...others,
})
const thrown = (...values: ExceptionValue[]): Event => ({ exception: { values } })
const key = (event: Event) => explainGrouping(event).key

const event = thrown(
  link('TypeError', [lib('run'), app('checkout'), app('total')], { value: 'x is undefined' }),
)

describe('the same issue', () => {
  test.each<[string, Event, Event]>([
    [
      'another text',
      event,
      thrown(
        link('TypeError', [lib('run'), app('checkout'), app('total')], { value: 'y is undefined' }),
      ),
    ],
    [
      'other library frames',
      event,
      thrown(link('TypeError', [app('checkout'), lib('other'), app('total')])),
    ],
    [
      'other positions',
      event,
      thrown(
        link('TypeError', [app('checkout', { lineno: 9, colno: 2 }), app('total', { lineno: 1 })]),
      ),
    ],
    [
      'another folder',
      event,
      thrown(link('TypeError', [app('checkout'), app('total', { filename: '/srv/CART.js' })])),
    ],
    [
      'another build',
      thrown(link('E', [app('f', { filename: 'main.3f2a9c1b.js' })])),
      thrown(link('E', [app('f', { filename: 'main.77ac01de.js' })])),
    ],
    [
      'deeper recursion',
      thrown(link('E', [app('walk'), app('walk')])),
      thrown(link('E', Array(50).fill(app('walk')))),
    ],
    [
      'another id in the text, no frames',
      thrown(link('E', [], { value: 'no user 7' })),
      thrown(link('E', [], { value: 'no user 12345' })),
    ],
    [
      'another environment, user and time',
      event,
      { ...event, environment: 'x', user: { id: '1' }, timestamp: 5, level: 'fatal' },
    ],
    [
      'other parameters',
      { logentry: { message: 'of %s', formatted: 'of a' } },
      { logentry: { message: 'of %s', formatted: 'of b' } },
    ],
    [
      'other numbers in a message',
      { message: 'took 5 ms\nfor a' },
      { message: 'took 7 ms\n\nfor a\nand more' },
    ],
    [
      'a message from elsewhere',
      { message: 'm', threads: { values: [{ id: 0, stacktrace: { frames: [app('a')] } }] } },
      { message: 'm' },
    ],
    ['a fingerprint', { ...event, fingerprint: ['x'] }, { message: 'm', fingerprint: ['x'] }],
    ['the default fingerprint', event, { ...event, fingerprint: ['{{default}}'] }],
    [
      'one member or many of a group',
      thrown(link('E', [app('f')])),
      thrown(
        link('E', [app('f')]),
        link('E', [app('f')]),
        link('AggregateError', [app('g')], {
          mechanism: { type: 'generic', is_exception_group: true },
        }),
      ),
    ],
    ['nothing at all', {}, { environment: 'x' }],
  ])('in spite of %s', (_, one, other) => {
    expect(key(one)).toBe(key(other))
  })
})

describe('another issue', () => {
  test.each<[string, Event, Event]>([
    ['type', event, thrown(link('RangeError', [app('checkout'), app('total')]))],
    ['function', event, thrown(link('TypeError', [app('checkout'), app('sum')]))],
    ['caller', event, thrown(link('TypeError', [app('preview'), app('total')]))],
    [
      'source line',
      thrown(link('E', [app('f', { context_line: 'a()' })])),
      thrown(link('E', [app('f', { context_line: 'b()' })])),
    ],
    ['cause', event, thrown(link('Cause', [app('load')]), ...(event.exception?.values ?? []))],
    ['words', { message: 'hello' }, { message: 'goodbye' }],
    [
      'template',
      { logentry: { message: 'of %s', formatted: 'of a' } },
      { logentry: { message: 'to %s', formatted: 'to a' } },
    ],
    ['fingerprint', { ...event, fingerprint: ['x'] }, { ...event, fingerprint: ['y'] }],
    ['fingerprint beside the default', event, { ...event, fingerprint: ['{{ default }}', 'x'] }],
    [
      'default beside the fingerprint',
      { ...event, fingerprint: ['{{ default }}', 'x'] },
      { message: 'm', fingerprint: ['{{ default }}', 'x'] },
    ],
    [
      'library frames, when there are no others',
      thrown(link('E', [lib('a')])),
      thrown(link('E', [lib('b')])),
    ],
    [
      'text, when there are no frames',
      thrown(link('E', [], { value: 'a' })),
      thrown(link('E', [], { value: 'b' })),
    ],
  ])('by its %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other))
  })
})

describe('the reason', () => {
  test.each<[string, Event]>([
    ['Same frames of the app: TypeError in total (cart.js) ← checkout (cart.js)', event],
    ['Same frames, none of them of the app: E in a (lib/index.js)', thrown(link('E', [lib('a')]))],
    [
      'Same frames of the app: E in d (cart.js) ← c (cart.js) ← b (cart.js) ← 1 more',
      thrown(link('E', [app('a'), app('b'), app('c'), app('d')])),
    ],
    [
      'Same frames of the app: E in f (cart.js), with 1 linked',
      thrown(link('C', [app('g')]), link('E', [app('f')])),
    ],
    [
      'Same type and text, changing parts replaced: E: no user <…>',
      thrown(link('E', [], { value: 'no user 7' })),
    ],
    ['Same type, with neither frames nor text: E', thrown(link('E'))],
    ['Same message template: of %s', { logentry: { message: 'of %s', params: ['a'] } }],
    ['Same message, changing parts replaced: took <…>', { message: 'took 5 ms' }],
    ['Same message: hello', { message: 'hello' }],
    [
      'Same stack: b (cart.js) ← a (cart.js)',
      { threads: { values: [{ id: 0, stacktrace: { frames: [app('a'), app('b')] } }] } },
    ],
    [
      'Fingerprint set by the program: TypeError, <no-transaction>, eu, {{ other }}',
      {
        ...event,
        tags: { region: 'eu' },
        fingerprint: ['{{ error.type }}', '{{transaction}}', '{{ tags.region }}', '{{ other }}'],
      },
    ],
    [
      'Fingerprint set by the program: total; and Same frames of the app: TypeError in total (cart.js) ← checkout (cart.js)',
      { ...event, fingerprint: ['{{ default }}', '{{ stack.function }}'] },
    ],
    ['Neither fingerprint nor exception, stack or message', {}],
  ])('%s', (reason, given) => {
    expect(explainGrouping(given).reason).toBe(reason)
  })

  test('the parts hold every word that counts', () => {
    expect(explainGrouping(event).parts).toEqual([
      'exception',
      'type: TypeError',
      'frame: cart.js | checkout',
      'frame: cart.js | total',
    ])
  })

  test('a made-up exception is known by its text, not by its type', () => {
    const synthetic = thrown(
      link('Error', [], { value: 'said', mechanism: { type: 'generic', synthetic: true } }),
    )
    expect(explainGrouping(synthetic).parts).toEqual(['exception', 'value: said'])
  })
})

test('lines and columns never count, whatever the frames', () => {
  const name = fc.constantFrom('f', 'g', 'Object.<anonymous>', 'new Cart', '?')
  const file = fc.constantFrom('a.js', 'https://h/a.js', '<anonymous>', 'node_modules/x/y.js')
  const frame = fc.record(
    { filename: file, function: name, in_app: fc.boolean() },
    { requiredKeys: [] },
  )
  const position = fc.record({ lineno: fc.nat(), colno: fc.nat() })
  const placed = fc.array(fc.tuple(frame, position, position))
  fc.assert(
    fc.property(placed, (list) => {
      const one = thrown(
        link(
          'E',
          list.map(([bare, at]) => ({ ...bare, ...at })),
        ),
      )
      const other = thrown(
        link(
          'E',
          list.map(([bare, , at]) => ({ ...bare, ...at })),
        ),
      )
      expect(explainGrouping(one)).toEqual(explainGrouping(other))
    }),
  )
})
