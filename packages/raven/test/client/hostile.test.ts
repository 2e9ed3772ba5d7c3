import fc from 'fast-check'
import { types } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { Client as NeutralClient } from '../../src/index.ts'
import { Client } from '../../src/node.ts'
import type { ExceptionOptions } from '../../src/client/client.ts'
import { missing } from '../support/missing.ts'
import { CAPTURE_FIELDS, VALUES } from '../support/hostile-values.ts'
import { recorder } from '../support/recorder.ts'
import { hostile } from '../values/hostile.ts'

const ID = /^[0-9a-f]{32}$/

const OPTION_NAMES = [...CAPTURE_FIELDS, 'exception']

const anyName = fc.constantFrom(...Object.keys(VALUES))
const DATA_NAMES = ['exception', 'threads', 'breadcrumbs', 'contexts', 'tags', 'message', 'a']

/** Names of values, for the library would look at the values themselves. */
const anyOptions = fc.oneof(
  fc.record({ whole: anyName }),
  fc.record({ options: fc.dictionary(fc.constantFrom(...OPTION_NAMES), anyName, { maxKeys: 4 }) }),
  fc.record({ data: fc.dictionary(fc.constantFrom(...DATA_NAMES), anyName, { maxKeys: 4 }) }),
)

interface Choice {
  readonly whole?: string
  readonly options?: Record<string, string>
  readonly data?: Record<string, string>
}

function optionsOf({ whole, options, data }: Choice): unknown {
  if (whole !== undefined) return VALUES[whole]?.()
  return data ? { data: valuesOf(data) } : valuesOf(options ?? {})
}

function valuesOf(names: Record<string, string>): object {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, VALUES[name]?.()]))
}

type Anything = (...args: unknown[]) => unknown

test('whatever a function in a context answers or throws comes through as it is', () => {
  const { client } = recorder()
  for (const make of Object.values(VALUES)) {
    const value = make()
    const answer = client.withContext({ tags: { a: '1' } }, () => value)
    if (types.isPromise(answer)) Promise.allSettled([answer]).catch(() => {})
    // a promise is answered by one that settles alike: followed, the original would count as handled
    expect(Object.is(answer, value) || (types.isPromise(value) && types.isPromise(answer))).toBe(
      true,
    )
    let thrown: unknown
    try {
      client.withContext({}, () => {
        throw value
      })
    } catch (error) {
      thrown = error
    }
    expect(Object.is(thrown, value)).toBe(true)
  }
})

describe('whatever is captured, with whatever options', () => {
  test('an id comes back, an event leaves, and the books are right', async () => {
    const { client, events } = recorder()
    const capture = client as unknown as Record<'captureException' | 'captureMessage', Anything>
    let calls = 0
    fc.assert(
      fc.property(anyName, anyOptions, fc.boolean(), (name, choice, isMessage) => {
        const value = VALUES[name]?.()
        const options = optionsOf(choice)
        const id = isMessage
          ? capture.captureMessage(value, options)
          : capture.captureException(value, options)
        calls++
        expect(id).toMatch(ID)
        expect(missing(client.stats())).toBe(0)
      }),
      { numRuns: 3_000 },
    )
    const left = await events()
    const { captured, sent, waiting, dropped } = client.stats()
    const { duplicate = 0, ...others } = dropped
    expect({ captured, ended: sent + duplicate, waiting, others }).toEqual({
      captured: calls,
      ended: calls,
      waiting: 0,
      others: {},
    })
    expect(left).toHaveLength(sent)
    await client.close()
  })

  test('preview shows it, or nothing, and never throws', () => {
    const { client } = recorder()
    fc.assert(
      fc.property(anyName, anyOptions, (name, choice) => {
        const { event } = client.preview(VALUES[name]?.(), optionsOf(choice) as ExceptionOptions)
        expect(event?.event_id).toMatch(ID)
      }),
      { numRuns: 500 },
    )
    expect(client.stats().captured).toBe(0)
  })

  test('context may be anything', async () => {
    const { client, events } = recorder()
    for (const make of Object.values(VALUES)) {
      const value = make() as never
      client.userContext(value)
      client.tagsContext(value)
      client.extraContext(value)
      client.httpContext(value)
      client.captureBreadcrumb(value)
      client.context.merge(value)
      expect(client.withContext(value, () => 'answer')).toBe('answer')
      client.captureMessage('with context')
    }
    expect(await events()).toHaveLength(Object.keys(VALUES).length)
    await client.close()
  })
})

test('a constructor may be given anything', () => {
  vi.spyOn(console, 'warn').mockReturnValue()
  const said: string[] = []
  const diagnostics = (line: string) => said.push(line)
  const make = (...args: unknown[]): NeutralClient => Reflect.construct(NeutralClient, args)
  for (const value of Object.values(VALUES)) {
    const options = { diagnostics, spool: false, worker: false }
    const clients = [
      make(value(), options),
      make({ ...options, dsn: value() }),
      make({
        ...options,
        tags: value(),
        extra: value(),
        processors: value(),
        includePaths: value(),
      }),
    ]
    for (const client of clients) expect(client.captureMessage('x')).toMatch(ID)
  }
  expect(said.filter((line) => !/must be|there is no|nothing will be sent/.test(line))).toEqual([])
})

test.each([[null], [''], [undefined], []])(
  'new Client(%j) is disabled, and everything works',
  (...args) => {
    const client: Client = Reflect.construct(Client, args)
    expect(client.isEnabled()).toBe(false)
    expect(client.captureException(new Error('x'))).toMatch(ID)
    expect(client.lastEventId()).toMatch(ID)
    expect(client.getPublicDsn()).toBeUndefined()
    expect(client.stats()).toMatchObject({ captured: 1, dropped: { disabled: 1 } })
  },
)

test('listeners that fail, at once or later, or capture themselves, disturb nobody', async () => {
  const heard: unknown[] = []
  const refuse = (): unknown => Promise.reject(new Error('listener'))
  const { client, events } = recorder({
    onLoss: (): unknown => {
      client.captureMessage('lost')
      return refuse()
    },
    onInternalError: (error) => {
      heard.push(error)
      client.captureException(error)
      throw hostile.revoked
    },
    diagnostics: refuse,
    beforeSend: (event) => {
      if (event.logger === 'bad') throw hostile.revoked
      if (event.logger === 'drop') return null
      return event
    },
  })
  for (const logger of ['bad', 'drop', 'good']) client.captureMessage('x', { logger })
  await events()
  expect(heard.length).toBe(2) // the hook's throw, and the rejection of `onLoss`
  expect(heard[0] === hostile.revoked).toBe(true)
  expect(missing(client.stats())).toBe(0)
  await client.close()
})

test('a hook that captures does not go round in circles', async () => {
  const { client, events } = recorder({
    beforeSend: (event) => {
      client.captureMessage('from the hook')
      client.captureException(new Error('from the hook'))
      return event
    },
  })
  client.captureMessage('from the program')
  expect((await events()).map(({ logentry }) => logentry?.formatted)).toEqual(['from the program'])
  expect(client.stats()).toMatchObject({ captured: 3, sent: 1, dropped: { recursion: 2 } })
  await client.close()
})
