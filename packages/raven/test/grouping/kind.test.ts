import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codesOf, propertyOf } from '../../src/grouping/codes.ts'
import { kindOf } from '../../src/grouping/kind.ts'

test.each([
  ['User 42 not found', 'User <…> not found'],
  ['User "ada" not found', 'User <…> not found'],
  ['User R-2026-77 not found', 'User <…> not found'],
  ["it's Bob's fault", "it's Bob's fault"],
  ['field ‘a’ and “b” and `c`', 'field <…> and <…> and <…>'],
  ['cannot read /srv/a/b.txt', 'cannot read <…>'],
  ['lock C:\\data\\a.lock is stale', 'lock <…> is stale'],
  ['and/or', 'and/or'],
  ['HTTP/2 is no HTTP/1', 'HTTP2 is no HTTP1'],
  ['missing: 1, 2, 3', 'missing: <…>'],
  ['missing: [1,2]', 'missing: <…>'],
  ['refused {"id":17,"name":"ada"}', 'refused <…>'],
  ['paid €1.234,50 or €1,234.50', 'paid €<…> or €<…>'],
  ['tenant=acme used=100', 'tenant=<…> used=<…>'],
  ['GET https://x.test/z?a=b&c=d late', 'GET <…> late'],
  ['12.5 MB, 900KB', '<…>'],
  ['event evt_1NirD82eZvKYlo2CIvbtLWuY', 'event <…>'],
  ['x is undefined', 'x is <…>'],
  ['订单 17 不存在', '订单 <…> 不存在'],
  ['nothing to see', 'nothing to see'],
  ['', ''],
])('%j is of the kind %j', (text, kind) => {
  expect(kindOf(text)).toBe(kind)
})

describe('codes', () => {
  test.each([
    ["ENOENT: no such file, open '/a'", ['ENOENT']],
    ['connect ECONNREFUSED 127.0.0.1:1', ['ECONNREFUSED']],
    ['Request failed with status code 404', ['404']],
    ['HTTP 503 for https://x.test/400', ['503']],
    ['DATABASE_URL is missing', ['DATABASE_URL']],
    ['404 users', []],
    ['"SKU_A" is unknown', []],
    ['EUROPE is full', []],
  ])('in %j are %j', (text, codes) => {
    expect(codesOf(text)).toEqual(codes)
  })

  test.each([
    ["Cannot read properties of undefined (reading 'amount')", 'a.price.amount', 'amount'],
    ["Cannot read properties of undefined (reading 'u-17')", 'table[key]', undefined],
    ["Cannot read properties of undefined (reading 'amount')", undefined, 'amount'],
    ['x is not a function', 'x()', undefined],
  ])('the property of %j beside %j is %j', (text, source, property) => {
    expect(propertyOf(text, source)).toBe(property)
  })
})

test('any text has a kind, no longer than a few times itself, in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (wild) => {
      expect(kindOf(wild).length).toBeLessThanOrEqual(40 + wild.length * 8)
    }),
    { numRuns: 300 },
  )
})
