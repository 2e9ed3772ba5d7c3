/** One failure is one issue, whichever engine ran it and whichever wire carried it. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainGrouping, normalizeEvent, type Json } from 'raven-ts/protocol'
import { parseStack } from '../../src/stack/parse-stack.ts'

interface Recorded {
  readonly engine: string
  readonly stacks: readonly {
    readonly path: string
    readonly case: string
    readonly name: string
    readonly message: string
    readonly stack: string
    readonly frames: readonly { readonly function?: string }[]
  }[]
}

const readJson = (folder: string, file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', folder, file), 'utf8'))

const engines: readonly Recorded[] = readdirSync(join(import.meta.dirname, '../fixtures/stacks'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => readJson('fixtures/stacks', file))

type Stack = Recorded['stacks'][number]

/** The key of an event whose frames are those that the probe marked as its own. */
function keyOf({ name, message, stack, frames }: Stack): string {
  const places = parseStack(stack, message).places.slice(0, frames.length)
  return explainGrouping({
    exception: {
      values: [
        {
          type: name,
          value: message,
          stacktrace: {
            frames: places
              .map(({ file, line, column, function: called }) => ({
                ...(called === undefined ? {} : { function: called }),
                ...(file === undefined ? {} : { filename: file }),
                ...(line === undefined ? {} : { lineno: line }),
                ...(column === undefined ? {} : { colno: column }),
                in_app: true,
              }))
              .toReversed(),
          },
        },
      ],
    },
  }).key
}

const inPlainFolder = engines.flatMap(({ stacks }) => stacks.filter(({ path }) => path === 'plain'))
const namesIn = ({ frames }: Stack) => JSON.stringify(frames.map((frame) => frame.function))

/** Cases in which all engines give the functions the same names. */
const cases = [...new Set(inPlainFolder.map((stack) => stack.case))]
  .map((name) => [name, inPlainFolder.filter((stack) => stack.case === name)] as const)
  .filter(([, all]) => all.length === engines.length && new Set(all.map(namesIn)).size === 1)

describe('the same error on every engine', () => {
  test('has cases', () => {
    expect(engines.length).toBeGreaterThanOrEqual(14)
    expect(cases.length).toBeGreaterThan(10)
  })

  /** The name of a downloaded file may carry a hash, so it does not count, and that of a local file does. */
  test.each(cases)('%s', (_, stacks) => {
    const downloaded = stacks.filter(({ stack }) => stack.includes('http://'))
    const local = stacks.filter(({ stack }) => !stack.includes('http://'))
    expect(new Set(downloaded.map(keyOf)).size).toBe(1)
    expect(new Set(local.map(keyOf)).size).toBe(1)
  })
})

describe('the same event on both wires', () => {
  const names = readdirSync(join(import.meta.dirname, '../golden'))
    .filter((file) => file.endsWith('.store.json'))
    .map((file) => file.replace('.store.json', ''))

  test.each(names)('%s', (name) => {
    const of = (wire: string) => {
      const event: Json = readJson('golden', `${name}.${wire}.json`).event
      return explainGrouping(normalizeEvent(event)).key
    }
    expect(of('store')).toBe(of('envelope'))
  })
})
