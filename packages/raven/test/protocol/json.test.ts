import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtocolError, decodeJson } from 'raven-ts/protocol'
import { countTopLevelKey, isDeeperThan, withoutBareNumbers } from '../../src/protocol/json-scan.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test.each([
  ['an object', '{"a":[1,"x",null]}', { a: [1, 'x', null] }],
  ['an object after a byte order mark', '\ufeff{"a":1}', { a: 1 }],
  ['a number between blanks', ' \r\n1 ', 1],
  ['a key __proto__', '{"__proto__":{"x":1}}', JSON.parse('{"__proto__":{"x":1}}')],
  ['brackets in a string', `"${'[{'.repeat(1000)}"`, '[{'.repeat(1000)],
  ['brackets after an escaped quote', `"\\"${'['.repeat(1000)}\\\\"`, `"${'['.repeat(1000)}\\`],
])('%s is read', (_, text, value) => {
  expect(decodeJson(bytes(text))).toEqual(value)
})

test('bytes that are no UTF-8 become U+FFFD', () => {
  expect(decodeJson(Uint8Array.of(0x22, 0xff, 0x41, 0xc3, 0x22))).toBe('\ufffdA\ufffd')
})

test.each([
  ['nothing', '', 'bad_json', 'empty JSON'],
  ['blanks', '  \n', 'bad_json', 'empty JSON'],
  ['unfinished JSON', '{"a":"x"', 'bad_json', 'invalid JSON'],
  ['a bare word', 'NaN', 'bad_json', 'invalid JSON'],
  [
    '129 lists in each other',
    '['.repeat(129) + ']'.repeat(129),
    'bad_json',
    'JSON nested deeper than 128',
  ],
  ['many unfinished objects', '{"a":'.repeat(100_000), 'bad_json', 'JSON nested deeper than 128'],
  ['a long string', `"${'x'.repeat(1024 * 1024)}"`, 'too_large', 'JSON over 1048576 bytes'],
])('%s is refused', (_, text, code, message) => {
  for (const input of [text, bytes(text)]) {
    expect(() => decodeJson(input)).toThrow(expect.objectContaining({ code, message }))
  }
})

test('a refusal does not repeat what it refuses', () => {
  expect(() => decodeJson('{"password":hush}')).toThrow(/^invalid JSON$/)
})

test('any JSON is read as the platform reads it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(decodeJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('any bytes give a value or a ProtocolError', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (input) => {
      try {
        decodeJson(input)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }),
  )
})

test.each([
  ['{}', 1, false],
  ['{}', 0, true],
  ['[[1]]', 1, true],
  ['[1],[1],[1]', 1, false],
  ['"[[["', 0, false],
  ['"\\"[[["', 0, false],
  ['"\\\\"[[[', 2, true],
])('%j is deeper than %i: %j', (text, depth, expected) => {
  expect(isDeeperThan(text, depth)).toBe(expected)
})

test.each([
  ['{"k":1}', 1],
  ['{"k":1,"k":2}', 2],
  ['{"\\u006b" \n:1,"k":2}', 2],
  ['{"a":{"k":1},"b":["k"],"c":"k"}', 0],
  ['{"a":"\\"k\\":","k":"}"}', 1],
])('%j has k at the top %i times', (text, count) => {
  expect(countTopLevelKey(text, 'k')).toBe(count)
})

test.each([
  ['[NaN,Infinity,-Infinity]', '[null,null,null]'],
  ['{"NaN":"NaN","a": NaN}', '{"NaN":"NaN","a": null}'],
  ['"\\"NaN"', '"\\"NaN"'],
  ['{"a":1}', '{"a":1}'],
  ['"unfinished NaN', '"unfinished NaN'],
])('%j becomes %j', (text, expected) => {
  expect(withoutBareNumbers(text)).toBe(expected)
})
