import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventCulprit, eventTitle, explainGrouping, normalizeEvent } from 'raven-ts/protocol'
import type { Json } from 'raven-ts/protocol'

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    '',
    ' ',
    '\0',
    '\ud800',
    'a',
    '{{ default }}',
    '%s',
    'https://h/a.js?x#y',
    '[native code]',
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary', minLength: 200, maxLength: 400 }),
  fc.integer({ min: 1, max: 30_000 }).map((size) => 'x😀'.repeat(size)),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const KEYS = (
  'values frames exception threads breadcrumbs stacktrace message logentry params formatted request user tags extra contexts modules ' +
  'fingerprint sdk type value module mechanism id timestamp level data url query_string headers cookies env filename abs_path function ' +
  'lineno in_app vars pre_context context_line environment site time_spent transaction is_exception_group synthetic name version ' +
  'sentry.interfaces.Query sentry.interfaces.Http sentry.interfaces.Message __proto__ 1 0'
).split(' ')

/** Objects with the names that matter, at every depth and with every type of value. */
const wild = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('node')), {
        maxLength: 6,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).node

/** An event whose known parts hold anything. */
const event = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...KEYS), wild),
    fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue()),
  )
  .map(([parts, others]) => ({ ...others, ...parts }) as Json)

test('normalising never throws, and doing it twice changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(event, wild), fc.nat(), (raw, now) => {
      const once = normalizeEvent(raw, now)
      const stored: Json = JSON.parse(JSON.stringify(once))
      expect(stored).toEqual(once)
      expect(normalizeEvent(stored, now)).toEqual(once)
    }),
    { numRuns: 200 },
  )
})

test('a normalised event has a title, a culprit and a group, and is well-formed text', () => {
  fc.assert(
    fc.property(event, (raw) => {
      const normal = normalizeEvent(raw)
      expect(eventTitle(normal).length).toBeGreaterThan(0)
      expect(eventCulprit(normal).length).toBeLessThanOrEqual(200)
      expect(explainGrouping(normal).key).toMatch(/^[0-9a-f]{32}$/)
      // A value shown as its JSON may well spell an escape; it is written with two backslashes.
      const escapes = JSON.stringify(normal).replaceAll('\\\\', '')
      expect(escapes).not.toMatch(/\\u0000|\\ud[89a-f]/)
    }),
    { numRuns: 150 },
  )
})

test('normalising leaves its input alone', () => {
  fc.assert(
    fc.property(event, (raw) => {
      const before = JSON.stringify(raw)
      normalizeEvent(raw)
      expect(JSON.stringify(raw)).toBe(before)
    }),
  )
})
