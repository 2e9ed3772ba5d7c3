import { expect, test } from 'vitest'
import { distance } from '../../src/pages/event/breadcrumbs.tsx'

test.each([
  [-3_210, '−3.21 s'],
  [230, '+0.23 s'],
  [-5, '−0.01 s'],
  [-4, '0'],
  [0, '0'],
  [4.9, '0'],
  [-9_999, '−10.00 s'],
  [-10_000, '−10 s'],
  [-119_000, '−119 s'],
  [-120_000, '−2 min'],
  [-7_200_000, '−2 h'],
])('%d ms from the event are shown as %j', (ms, text) => {
  expect(distance(ms)).toBe(text)
})
