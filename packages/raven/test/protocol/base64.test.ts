import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64 } from '../../src/protocol/base64.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

test('undoes what the platform encodes, in both alphabets, with and without padding and line breaks', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const plain = Buffer.from(bytes).toString('base64')
      const variants = [
        plain,
        plain.replace(/=+$/, ''),
        plain.replaceAll('+', '-').replaceAll('/', '_'),
        plain.replace(/.{1,76}/g, '$&\r\n'),
      ]
      for (const variant of variants) {
        expect(Buffer.from(decodeBase64(ascii(variant)) ?? [])).toEqual(Buffer.from(bytes))
      }
    }),
  )
})

test.each(['a', 'abc=d', '%%%%', 'ab\0c', 'äöüä'])('%j is no base64', (text) => {
  expect(decodeBase64(ascii(text))).toBeUndefined()
})
