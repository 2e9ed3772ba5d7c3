/** How an error was seen, for every way of seeing one: `handled` is true only where the program has it in hand. */

import { expect, test } from 'vitest'
import type { Mechanism } from '../../src/protocol/event.ts'
import { recorder, type Recorder } from '../support/recorder.ts'
import { PACKAGE, start } from '../support/programs.ts'

const GENERIC = { type: 'generic', handled: true }
const PASSING = { type: 'auto.function.capture_exceptions', handled: false }
const OWN = { type: 'auto.queue.mine', handled: false }

const fault = (): never => {
  throw new TypeError('fault')
}

/** What the standard tells a decorator of a method. */
const asDecorated = { kind: 'method', addInitializer: () => {} } as const

type Client = Recorder['client']
type Way = (client: Client) => unknown

const WAYS: readonly (readonly [string, Way, Mechanism])[] = [
  ['captureException', (client) => client.captureException(new Error('m')), GENERIC],
  [
    'captureException of a text',
    (client) => client.captureException('m'),
    { ...GENERIC, synthetic: true },
  ],
  [
    'captureException, told another',
    (client) => client.captureException(new Error('m'), { mechanism: OWN }),
    OWN,
  ],
  ['capture', (client) => client.capture('Exception', { error: new Error('m') }), GENERIC],
  ['captureExceptions', (client) => client.captureExceptions(fault)(), PASSING],
  [
    'captureExceptions, async',
    (client) => client.captureExceptions(async () => fault())(),
    PASSING,
  ],
  [
    'captureExceptions of a generator',
    (client) =>
      Array.from(
        client.captureExceptions(function* () {
          yield fault()
        })(),
      ),
    PASSING,
  ],
  [
    'captureExceptions of some classes',
    (client) => client.captureExceptions([TypeError])(fault)(),
    PASSING,
  ],
  [
    'captureExceptions with options',
    (client) => client.captureExceptions(fault, { tags: { a: 1 } })(),
    PASSING,
  ],
  [
    'captureExceptions, told another',
    (client) => client.captureExceptions(fault, { mechanism: OWN })(),
    OWN,
  ],
  ['the decorator', (client) => client.captureExceptions(fault, asDecorated)(), PASSING],
  [
    'captureExceptions around captureException',
    (client) =>
      client.captureExceptions(() => {
        const error = new Error('m')
        client.captureException(error)
        throw error
      })(),
    GENERIC,
  ],
]

test.each(WAYS)('%s', async (_, way, expected) => {
  const { client, events } = recorder()
  try {
    await way(client)
  } catch {
    // thrown on, as it should be
  }
  const [event, ...others] = await events()
  expect(others).toEqual([])
  expect(event?.exception?.values.at(-1)?.mechanism).toEqual({ ...expected, exception_id: 0 })
})

test('errors and rejections that nobody caught, and what passed through us before', async () => {
  const { stdout, stderr, code } = await start(`${PACKAGE}test/e2e/programs/mechanisms.mjs`).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trim().split('\n').toSorted()).toEqual([
    'captured: generic true',
    'rejected: auto.node.onunhandledrejection false',
    'thrown through us: auto.function.capture_exceptions false',
    'thrown: auto.node.onuncaughtexception false',
    'why thrown through us: chained false',
    'why thrown: chained false',
  ])
})
