/** Figures are of the closed halves; the open ones are what patterns were tuned on. */

import { describe, expect, test } from 'vitest'
import { MASK } from '../../src/processors/masking-walk.ts'
import { cleanTexts } from '../fixtures/privacy/clean.ts'
import { keyedSecrets } from '../fixtures/privacy/keyed-secrets.ts'
import { half, type Half } from '../fixtures/privacy/random.ts'
import { plantedSecrets } from '../fixtures/privacy/secrets.ts'
import { byKey, byValue, found, sent, textsOf } from './planted.ts'

/** Kinds that stand in paths of files; nobody keeps sources under a picture. */
const IN_PATHS = new Set([
  'uuid',
  'sha',
  'path',
  'css',
  'asset',
  'date',
  'identifier',
  'version',
  'pod',
])

describe.each<Half>(['open', 'closed'])('the %s half', (which) => {
  test('no planted secret leaves, wherever it stands', async () => {
    const leaks: string[] = []
    for (const [i, { kind, text, cores }] of half(plantedSecrets(), which).entries()) {
      const paths = found(await sent(byValue(text, i)), cores)
      if (paths.length > 0) leaks.push(`${kind}: ${text} at ${paths.join(' ')}`)
    }
    expect(leaks.join('\n')).toBe('')
  })

  test('nothing under a sensitive name leaves, wherever the name stands', async () => {
    const leaks: string[] = []
    for (const { key, value } of half(keyedSecrets(), which)) {
      const paths = found(await sent(byKey(key, value)), [value])
      if (paths.length > 0) leaks.push(`${key} at ${paths.join(' ')}`)
    }
    expect(leaks.join('\n')).toBe('')
  })

  test('less than one in a hundred of what only looks like a secret is masked', async () => {
    const clean = half(cleanTexts(), which)
    const masked: string[] = []
    for (const [i, { kind, key = 'note', text }] of clean.entries()) {
      const plant = byValue(text, i, IN_PATHS.has(kind) ? undefined : '/srv/app/main.js')
      const event = await sent(() => ({ ...plant(), values: { [key]: text } }))
      // cookies go as a whole, so there is nothing to be told apart
      const paths = textsOf(event).filter(
        ([path, found]) => found.includes(MASK) && path !== '.request.cookies',
      )
      if (paths.length > 0)
        masked.push(`${key}=${text} at ${paths.map(([path]) => path).join(' ')}`)
    }
    expect(masked.length / clean.length, masked.join('\n')).toBeLessThan(0.01)
  })
})
