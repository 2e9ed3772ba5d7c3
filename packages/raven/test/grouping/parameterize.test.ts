import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parameterize } from 'raven-ts/protocol'

test.each([
  ['User 42 not found', 'User <int> not found'],
  ['timeout after 3000ms at 10.0.0.7', 'timeout after <duration> at <ip>'],
  ['id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'id=<uuid>'],
  ['GET https://x.test/a?b=1', 'GET <url>'],
  ['see (https://x.test/a), please', 'see (<url>), please'],
  ['http://ann@x.test/7', '<url>'],
  ['mail to ann.b+c@example.co.uk failed', 'mail to <email> failed'],
  ['getaddrinfo ENOTFOUND db-7.eu.example.com', 'getaddrinfo ENOTFOUND <hostname>'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <ip>:<int>'],
  ['connect ECONNREFUSED ::1:5432', 'connect ECONNREFUSED <ip>'],
  ['from 2001:db8:0:0:0:0:0:1 and fe80::1', 'from <ip> and <ip>'],
  ['std::vector and A::B::c1', 'std::vector and A::B::c1'],
  ['trace 00-771a43a4192642f0b136d5159a501700-bb8f278130535c3c-01', 'trace <traceparent>'],
  ['blob da39a3ee5e6b4b0d3255bfef95601890afd80709', 'blob <sha1>'],
  ['sum d41d8cd98f00b204e9800998ecf8427e', 'sum <md5>'],
  ['at 2026-01-02T03:04:05.678Z', 'at <date>'],
  ['at 2026-01-02 03:04:05 +02:00', 'at <date>'],
  ['on 2026-01-02.', 'on <date>.'],
  ['Fri, 02 Jan 2026 03:04:05 GMT', '<date>'],
  ['Fri Jan 02 2026 03:04:05 GMT+0100', '<date>'],
  ['at 03:04:05', 'at <date>'],
  ['app.js:10:25 and app.js:7:5', 'app.js:<int>:<int> and app.js:<int>:<int>'],
  ['took 1.5s, 12 minutes, 3h', 'took <duration>, <duration>, <duration>'],
  ['at 0xdeadBEEF', 'at <hex>'],
  ['commit 3f2a9c1', 'commit <git_sha>'],
  ['object 5f2b1c9d8e7a', 'object <hex>'],
  ['a deadbeefs facade decade', 'a deadbeefs facade decade'],
  ['ratio -0.25 of 1e3', 'ratio <float> of 1e3'],
  ['-5 and a-5 and x5', '<int> and a-<int> and x5'],
  ['version 1.2.3 or 1.2.30', 'version <float>.<int> or <float>.<int>'],
  ['name="ann b" ok=true', 'name=<quoted_str> ok=<bool>'],
  ['nothing to see', 'nothing to see'],
  ['', ''],
])('%j is of the kind %j', (text, kind) => {
  expect(parameterize(text)).toBe(kind)
})

test.each([
  [
    'Unexpected token } in JSON at position 7',
    'Unexpected token } in JSON at position 1234567890123',
  ],
  ['no user ann@example.com', 'no user b@other.example.org'],
  ['took 5 ms', 'took 17.25 ms'],
  ['key 2f4e1d9c8b7a', 'key 9a8b7c6d5e4f'],
])('%j and %j are of one kind', (one, other) => {
  expect(parameterize(one)).toBe(parameterize(other))
})

test('the kind of a kind is itself', () => {
  const words = fc.constantFrom(
    'id',
    '42',
    '-7',
    '1.5',
    '3ms',
    '10.0.0.1',
    '::1',
    'a@b.co',
    'https://x/y',
    '=',
    '"',
    'true',
    ' ',
    ':',
    '.',
    '2026-01-02',
    '3f2a9c1',
  )
  const text = fc.oneof(
    fc.array(words).map((parts) => parts.join('')),
    fc.array(words).map((parts) => parts.join(' ')),
    fc.string(),
  )
  fc.assert(
    fc.property(text, (wild) => {
      const kind = parameterize(wild)
      expect(kind.length).toBeLessThanOrEqual(Math.max(40, wild.length * 8))
      expect(parameterize(kind)).toBe(kind)
    }),
    { numRuns: 500 },
  )
})
