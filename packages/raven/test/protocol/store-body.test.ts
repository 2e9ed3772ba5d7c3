import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deflateSync, inflateSync } from 'node:zlib'
import { ProtocolError, decodeStoreBody } from 'raven-ts/protocol'
import type { Inflate } from 'raven-ts/protocol'

const inflate: Inflate = (zlib, maxOutputLength) => {
  try {
    return inflateSync(zlib, { maxOutputLength })
  } catch (error) {
    const bomb = error instanceof RangeError
    throw bomb ? new ProtocolError('too_large', 'inflates to too much') : error
  }
}
const bytes = (text: string) => new TextEncoder().encode(text)
const packed = (text: string) => deflateSync(text).toString('base64')

test.each([
  ['plain JSON', '{"message":"hi","level":"info"}', { message: 'hi', level: 'info' }],
  ['JSON after blanks', ' \r\n\t{"a":1}', { a: 1 }],
  ['JSON after a byte order mark', '\ufeff{"a":1}', { a: 1 }],
  ['base64 of JSON', btoa('{"a":1}'), { a: 1 }],
  [
    'the worked example',
    'eJyrVspNLS5OTE9VslLKyFTSUcpJLUvNAXIy89LylWoBpCoKIw==',
    { message: 'hi', level: 'info' },
  ],
  ["Python's spacing", 'eJyrVkrLz1eyUlBKSixSqgUAIJgEVA==', { foo: 'bar' }],
  ['compact', 'eJyrVkrLz1eyUkpKLFKqBQAdegQ0', { foo: 'bar' }],
  [
    'bare words of Python',
    packed('{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN"}'),
    { a: null, b: [null, null], c: 'NaN' },
  ],
])('%s is read', (_, body, event) => {
  expect(decodeStoreBody(bytes(body), inflate)).toEqual(event)
})

test.each([
  ['an empty body', '', 'bad_body', 'empty request body'],
  ['blanks', ' \n ', 'bad_body', 'empty request body'],
  ['a list', '[]', 'bad_body', 'neither JSON nor base64'],
  ['broken JSON', '{"a":', 'bad_json', 'invalid JSON'],
  ['broken JSON with a bare word', '{"a":NaN', 'bad_json', 'invalid JSON'],
  ['base64 of nothing known', btoa('hello, world'), 'bad_body', 'base64 of neither JSON nor zlib'],
  [
    'a truncated stream',
    packed('{"a":1}').slice(0, 12),
    'bad_body',
    'base64 of neither JSON nor zlib',
  ],
  ['zlib of a list', packed('[1]'), 'bad_json', 'an event must be a JSON object'],
  ['zlib of nothing', packed(''), 'bad_json', 'empty JSON'],
  ['a bomb', packed(`{"a":"${'x'.repeat(3_000_000)}"}`), 'too_large', 'inflates to too much'],
  ['a huge body', 'x'.repeat(3_000_000), 'too_large', 'body over 2097152 bytes'],
  ['deep JSON', `{"a":${'['.repeat(1000)}`, 'bad_json', 'JSON nested deeper than 128'],
])('%s is refused', (_, body, code, message) => {
  expect(() => decodeStoreBody(bytes(body), inflate)).toThrow(
    expect.objectContaining({ code, message }),
  )
})

test('an inflate that ignores its limit is checked all the same', () => {
  const careless: Inflate = (zlib) => inflateSync(zlib)
  expect(() =>
    decodeStoreBody(bytes(packed(`{"a":"${'x'.repeat(2_000_000)}"}`)), careless),
  ).toThrow(expect.objectContaining({ code: 'too_large' }))
})

test('any object arrives whole in all three encodings, and any bytes give a ProtocolError at worst', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.uint8Array(), (event, noise) => {
      const json = JSON.stringify(event)
      for (const body of [json, Buffer.from(json).toString('base64'), packed(json)]) {
        expect(decodeStoreBody(bytes(body), inflate)).toEqual(JSON.parse(json))
      }
      try {
        decodeStoreBody(noise, inflate)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }),
  )
})
