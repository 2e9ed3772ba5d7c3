import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseStack } from '../../src/stack/parse-stack.ts'
import type { Place } from '../../src/stack/place.ts'

/** What `tools/record-stacks.mjs` writes. */
interface Fixture {
  readonly engine: string
  readonly version: string
  readonly stacks: readonly {
    readonly path: string
    readonly case: string
    readonly message: string
    readonly stack: string
    /** The innermost frames; of Node's own calls only the line is known. */
    readonly frames: readonly (Place | { readonly internal: string })[]
  }[]
}

const FOLDER = fileURLToPath(new URL('../fixtures/stacks', import.meta.url))
const fixtures = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Fixture)

test('every engine we name is recorded', () => {
  expect(fixtures.map(({ engine }) => engine).sort()).toEqual([
    'bun',
    'chromium',
    'deno',
    'firefox',
    'gjs',
    'jsc',
    'node-20',
    'node-22',
    'node-24',
    'node-26',
    'quickjs',
    'quickjs-ng',
    'webkit',
    'workerd',
  ])
})

describe.each(fixtures)('$engine $version', ({ stacks }) => {
  test('has stacks of many cases, in a plain folder and in an odd one', () => {
    expect(stacks.length).toBeGreaterThan(45)
    expect(new Set(stacks.map(({ case: name }) => name)).size).toBeGreaterThanOrEqual(40)
  })

  test.each(stacks.map((stack) => ({ title: `${stack.case}, ${stack.path} path`, ...stack })))(
    '$title',
    ({ stack, message, frames }) => {
      const { places } = parseStack(stack, message)
      expect(frames.length).toBeGreaterThan(0)
      expect(places.slice(0, frames.length)).toEqual(frames.map(placeExpected))
      for (const { file } of places) expect(file ?? '').not.toMatch(/fake/)
    },
  )
})

function placeExpected(frame: Fixture['stacks'][number]['frames'][number]): unknown {
  if (!('internal' in frame)) return frame
  return expect.objectContaining({ file: expect.stringMatching(/^(?:node|ext|internal):/) })
}
