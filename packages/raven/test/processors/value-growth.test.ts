/** No text makes masking try the same letters again and again: four times the text, about four times the work. */

import { expect, test } from 'vitest'
import { Sanitizer } from '../../src/processors/sanitizer.ts'

const HOSTILE: Readonly<Record<string, string>> = {
  'beginnings of web tokens': 'eyJ',
  'beginnings apart': 'eyJaaaaa_eyJaaaaa-',
  'ends of parts': 'eyJaaaaaaaa.',
  'private keys that do not end': '-----BEGIN RSA PRIVATE KEY-----',
  'blanks in a key': '-----BEGIN                PRIVATE KEY',
  digits: '4',
  'digits apart': '4 ',
  'groups of digits': '4111-',
  schemes: 'http://',
  'users without hosts': '://a:b',
  bearers: 'bearer ',
  'blanks after a bearer': 'bearer           ',
  'token letters': 'aB3',
  slashes: 'aB3/',
  names: 'password',
  'equals signs': 'password=',
  quotes: 'password="',
  'single quotes': "password='",
  escapes: '\\"',
  'names with escaped quotes': 'password\\":\\"',
  colons: 'cookie:',
  percents: '%25',
  'halves of escapes': '%2',
  brackets: '{"password":',
  lists: '[',
  dashes: '--',
  multipart: '--B\r\nname="password"\r\n',
  'parts without end': '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
  'parts in parts': '--B\r\nContent-A: b\r\n\r\n--C\r\nContent-A: b\r\n\r\n',
  boundaries: '--B\n',
  'lines of names': 'token: x\n',
  'blanks before a name': '\n          ',
  numbers: '"pin":1',
  defaults: '$a: String = "',
  'types without a value': '$a: AAAAAAAAAAAAAAAAAAAAAAAA',
  blocks: 'pin: """',
  elements: '<password>a',
  'elements that do not end': '<pin a',
  'ends of elements': '>a</',
  'pairs in pairs': 'a=b',
  'encoded pairs': 'a%3Db%26',
  'encoded pairs in pairs': 'a=%2561%253D',
  Slack: 'xoxb-',
  SendGrid: 'SG.aaaaaaaaaaaa.',
  Discord: 'Maaaaaaaaaaaaaaaaaaaaaaaaa.',
  Telegram: '12345678:AA',
}

function cost(unit: string, length: number, attribute: string): number {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  let best = Infinity
  for (let round = 0; round < 5; round++) {
    const event = { [attribute]: { note: `${round}${text}` } }
    const start = performance.now()
    new Sanitizer().sanitize(event)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const SMALL = 8_000
/** Twice of what linear work takes; quadratic work takes 16 times. Little work is lost in the noise. */
const MOST = 8
const NOISE_MS = 2

/** A busy machine spoils one measurement and another, but quadratic work is never quick. */
const ATTEMPTS = 6

function growsLinearly(unit: string, attribute: string): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const small = cost(unit, SMALL, attribute)
    const large = cost(unit, SMALL * 4, attribute)
    if (large < small * MOST + NOISE_MS) return true
  }
  return false
}

test.each(Object.entries(HOSTILE))('%s', (_, unit) => {
  expect(growsLinearly(unit, 'extra')).toBe(true)
  expect(growsLinearly(unit, 'request')).toBe(true)
})
