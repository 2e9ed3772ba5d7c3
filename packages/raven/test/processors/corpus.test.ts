import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

import { cleanTexts } from '../fixtures/privacy/clean.ts'
import { keyedSecrets } from '../fixtures/privacy/keyed-secrets.ts'
import { half } from '../fixtures/privacy/random.ts'
import { plantedSecrets } from '../fixtures/privacy/secrets.ts'

test('the corpus is large, the same each time, and split in halves of every kind', () => {
  const secrets = [...plantedSecrets(), ...keyedSecrets()]
  expect(secrets.length).toBeGreaterThanOrEqual(400)
  expect(cleanTexts().length).toBeGreaterThanOrEqual(400)
  expect(plantedSecrets()).toEqual(plantedSecrets())
  for (const items of [secrets, cleanTexts()] as { readonly kind: string }[][]) {
    const [open, closed] = [half(items, 'open'), half(items, 'closed')]
    expect(open.length + closed.length).toBe(items.length)
    expect(new Set(closed.map(({ kind }) => kind))).toEqual(new Set(items.map(({ kind }) => kind)))
    expect(closed.filter((item) => open.includes(item))).toEqual([])
  }
})

test('no file of the corpus holds what it makes', () => {
  const folder = new URL('../fixtures/privacy/', import.meta.url)
  const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const cores = plantedSecrets().flatMap((secret) => secret.cores)
  expect(cores.filter((core) => files.some((text) => text.includes(core)))).toEqual([])
})
