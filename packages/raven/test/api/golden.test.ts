/**
 * Whole events as they leave, on both wires. `RAVEN_GOLDEN=1` writes the files anew; the difference is
 * to be read before it is committed.
 */

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { JsonObject, LogEntry, NormalEvent } from '../../src/protocol/event.ts'
import { normalizeEvent } from '../../src/protocol/normalize-event.ts'
import { CASES } from './golden-cases.ts'
import { steady, wireOf, type ProtocolName, type Wired } from './golden-wire.ts'

const GOLDEN = join(import.meta.dirname, '..', 'golden')
const REWRITES = process.env.RAVEN_GOLDEN === '1'
const PROTOCOLS: readonly ProtocolName[] = ['envelope', 'store']

function fileOf(name: string, protocol: string): string {
  return join(GOLDEN, `${name}.${protocol}.json`)
}

/** Compares with the file, or writes it. */
function expectGolden(file: string, wired: Wired): void {
  const text = `${JSON.stringify(steady(wired), undefined, 2)}\n`
  if (REWRITES) writeFileSync(file, text)
  expect(existsSync(file), `${file} is missing; RAVEN_GOLDEN=1 writes it`).toBe(true)
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')))
}

describe.each(Object.entries(CASES))('%s', (name, golden) => {
  test.each(PROTOCOLS)('leaves by %s as its file has it', async (protocol) => {
    expectGolden(fileOf(name, protocol), await wireOf(golden, protocol))
  })

  test('means the same on both wires', async () => {
    const [envelope, store] = await Promise.all(PROTOCOLS.map((one) => wireOf(golden, one)))
    expect(meaningOf(store?.event)).toEqual(meaningOf(envelope?.event))
  })
})

test('there is no golden file without its case', () => {
  const names = Object.keys(CASES).flatMap((name) => PROTOCOLS.map((one) => `${name}.${one}.json`))
  const files = readdirSync(GOLDEN).filter((file) => file.endsWith('.json'))
  expect(files.toSorted()).toEqual(names.toSorted())
})

/**
 * What a receiver understands. The old form has whole seconds, no thread around a stack, the place under
 * its old name, and a text for everything.
 */
function meaningOf(raw: JsonObject | undefined): object {
  const {
    event_id: _,
    timestamp,
    transaction,
    culprit,
    logentry,
    threads,
    ...event
  } = normalizeEvent(raw ?? {})
  return {
    ...event,
    timestamp: Math.floor(timestamp ?? 0),
    place: transaction ?? culprit,
    text: textOf(event, logentry),
    stack: threads?.values[0]?.stacktrace,
  }
}

function textOf({ exception, contexts }: NormalEvent, logentry: LogEntry | undefined): unknown {
  if (exception) return 'that of the exception'
  return contexts?.query ? logentry?.formatted : logentry
}
