/**
 * What every integration of a logger promises, run against the real logger.
 *
 * The contract says things by a voice, which the logger's side speaks as its users would.
 */

import { describe, expect, onTestFinished, test } from 'vitest'
import { Client, memoryTransport, setupLogging, type ClientOptions, type Event } from 'raven-ts'
import { ravenFetch } from 'raven-ts/contrib/fetch-handler'
import type { LoggingOptions } from 'raven-ts/contrib/logging'
import { record } from 'raven-ts/testing'
import type { LoggerSystem, Speaking, Voice } from './logging/system.ts'

function failure(message = 'the kettle is cold'): Error {
  return new RangeError(message)
}

/** The ways to say an error. */
const ERRORS: readonly (readonly [how: string, say: (voice: Voice, error: Error) => unknown])[] = [
  ['an error first', (voice, error) => voice.errorFirst(error)],
  ['an error under err', (voice, error) => voice.errorUnder('err', error)],
  ['an error under error', (voice, error) => voice.errorUnder('error', error)],
  ['an error under any key', (voice, error) => voice.errorUnder('trouble', error)],
  ['a message, then an error', (voice, error) => voice.messageThenError('it failed', error)],
]

/** The ways to say something else, and the function that does. */
const TEXTS: readonly (readonly [how: string, by: string, say: (voice: Voice) => unknown])[] = [
  ['a message with a parameter', 'withParameter', (voice) => voice.withParameter('green')],
  ['an object only', 'objectOnly', (voice) => voice.objectOnly({ shelf: 3 })],
  ['a message with a stack', 'record', (voice) => voice.record('no tea', { stack: true })],
]

/** Runs the contract against one logger. */
export function loggerContract(system: LoggerSystem): void {
  /** The logger, attached to a client that remembers. */
  function speak(options: Partial<LoggingOptions> = {}, clientOptions: ClientOptions = {}) {
    const { client, events } = record({ diagnostics: false, ...clientOptions })
    const speaking = system.open({ client, ...options } as LoggingOptions)
    attach(speaking)
    return { ...speaking, client, events, only: async () => theOne(await events()) }
  }

  describe(`${system.name} keeps the contract of loggers`, () => {
    describe.each(ERRORS)('%s', (_, say) => {
      test('is one event: that error, where it was made', async () => {
        const { voice, only } = speak()
        say(voice, failure())
        const event = await only()
        expect(event.exception?.values).toMatchObject([
          { type: 'RangeError', value: 'the kettle is cold' },
        ])
        expect(event).toMatchObject({ level: 'error', logger: system.logger })
        expect(topOf(event)?.function).toBe('failure')
      })

      test('is one event, also when it is thrown on and another integration sees it', async () => {
        const { voice, client, only } = speak()
        const handler = ravenFetch({ client }).wrap(async () => {
          const error = failure()
          say(voice, error)
          throw error
        })
        await expect(handler(new Request('http://localhost/tea'))).rejects.toThrow('cold')
        const event = await only()
        expect(event.logger).toBe(system.logger)
        expect(event.request?.url).toBe('http://localhost/tea')
      })
    })

    describe.each(TEXTS)('%s', (_, by, say) => {
      test.each([{}, { autoLogStacks: true }])(
        'is one event, of the line that said it, with %j',
        async (options) => {
          const { voice, only } = speak({}, options)
          say(voice)
          const event = await only()
          expect(event.exception).toBeUndefined()
          expect(topOf(event)?.function).toContain(by)
          expect(topOf(event)?.filename).toMatch(/\.contract\.test\.ts$/)
          expect(event).toMatchObject({ level: 'error', logger: system.logger })
        },
      )
    })

    test('the text beside an error is the message of its event', async () => {
      const { voice, only } = speak()
      voice.messageThenError('it failed', failure())
      expect((await only()).logentry?.message).toBe('it failed')
    })

    test('a template and its parameters stay apart', async () => {
      const { voice, events } = speak()
      voice.withParameter('green')
      voice.withParameter('black')
      expect((await events()).map(({ logentry }) => logentry)).toEqual(
        ['green', 'black'].map((kind) => ({
          message: system.template,
          params: system.params(kind),
          formatted: `there is no ${kind} tea`,
        })),
      )
    })

    test('an object is extra data', async () => {
      const { voice, only } = speak()
      voice.objectOnly({ shelf: 3, _hidden: 1 })
      const { extra } = await only()
      expect(extra).toMatchObject({ shelf: 3 })
      expect(extra).not.toHaveProperty('_hidden')
    })

    test('the keys of a record mean what they meant to the ancestor', async () => {
      const { voice, only } = speak()
      voice.record('no tea', {
        culprit: 'shop.serve',
        tags: { shop: 'tea' },
        data: { shelf: 3 },
        serverName: 'till-1',
        request: { method: 'GET', url: 'http://localhost/tea' },
        fingerprint: ['tea'],
        user: { id: '42' },
        _secret: 'hidden',
      })
      const event = await only()
      expect(event).toMatchObject({
        transaction: 'shop.serve',
        tags: { shop: 'tea' },
        extra: { shelf: 3 },
        server_name: 'till-1',
        request: { method: 'GET', url: 'http://localhost/tea' },
        fingerprint: ['tea'],
        user: { id: '42' },
        logentry: { formatted: 'no tea' },
      })
      expect(JSON.stringify(event.extra)).not.toMatch(/culprit|serverName|hidden/)
    })

    test('data that is no object is told by that name', async () => {
      const { voice, only } = speak()
      voice.record('no tea', { data: 'none' })
      expect((await only()).extra).toMatchObject({ data: 'none' })
    })

    test('a stack may be frames, or unwanted', async () => {
      const { voice, events } = speak()
      const frames = [{ filename: 'shop.js', function: 'serve', lineno: 3, in_app: true }]
      voice.record('no tea', { stack: frames })
      voice.record('no milk', { stack: false })
      const [given, none] = await events()
      expect(given && topOf(given)).toMatchObject({ filename: 'shop.js', lineno: 3 })
      expect(none?.threads).toBeUndefined()
    })

    test('a request of a web integration is understood', async () => {
      const { voice, client, events } = speak()
      const request = new Request('http://localhost/tea?kind=green', { headers: { 'x-shop': 'b' } })
      const handler = ravenFetch({ client }).wrap(async (seen) => {
        // said where the request's own chain of calls is over
        queueMicrotask(() => voice.record('no tea', { request: seen }))
        return new Response('none')
      })
      await handler(request)
      const event = theOne(await events())
      expect(event.request).toMatchObject({
        method: 'GET',
        url: 'http://localhost/tea',
        query_string: [['kind', 'green']],
      })
    })

    test('what is below the level is the trail of what is not', async () => {
      const { voice, only } = speak()
      voice.info('the shop is open')
      voice.warning('the water is cold')
      voice.withParameter('green')
      expect((await only()).breadcrumbs?.values).toMatchObject([
        { level: 'info', message: 'the shop is open', category: system.logger },
        { level: 'warning', message: 'the water is cold' },
      ])
    })

    test('there is no trail where none is wanted', async () => {
      const { voice, only } = speak({ breadcrumbs: false })
      voice.info('the shop is open')
      voice.errorFirst(failure())
      expect((await only()).breadcrumbs).toBeUndefined()
    })

    test.each([
      ['warning', ['warning', 'error']],
      ['info', ['info', 'warning', 'error']],
      ['error', ['error']],
    ])('from level %s on: %j', async (level, expected) => {
      const { voice, events } = speak({ level })
      voice.info('open')
      voice.warning('cold')
      voice.withParameter('green')
      expect((await events()).map((event) => event.level)).toEqual(expected)
    })

    test.skipIf(system.levels.ownName === undefined)(
      'a level of the program’s own has its place',
      async () => {
        const above = speak({ level: system.levels.ownName })
        above.voice.warning('cold')
        above.voice.own?.('it is noted')
        expect(await above.only()).toMatchObject({
          level: system.levels.own,
          logentry: { formatted: 'it is noted' },
        })
        const below = speak()
        below.voice.own?.('it is noted')
        below.voice.errorFirst(failure())
        expect((await below.only()).breadcrumbs?.values).toMatchObject([
          { level: system.levels.own, message: 'it is noted' },
        ])
      },
    )

    test('tags of the handler are on each event', async () => {
      const { voice, only } = speak({ tags: { side: 'till' } })
      voice.record('no tea', { tags: { shop: 'tea' } })
      expect((await only()).tags).toMatchObject({ side: 'till', shop: 'tea' })
    })

    test('what it prints is the same as without us', () => {
      const said = [true, false].map((isOn) => {
        const { client } = record({ diagnostics: false })
        const speaking = system.open({ client })
        if (isOn) attach(speaking)
        else speaking.handler.uninstall()
        const { voice, printed } = speaking
        const error = failure()
        error.stack = 'RangeError: the kettle is cold\n    at shop.js:1:1'
        for (const [, say] of ERRORS) say(voice, error)
        for (const [, , say] of TEXTS) say(voice)
        voice.info('the shop is open')
        return printed()
      })
      expect(said[0]).toEqual(said[1])
      expect(said[0]?.length).toBeGreaterThan(0)
    })

    test('what the client itself says by that logger never comes back to it', async () => {
      const transport = memoryTransport(() => ({ ok: true, status: 400, headers: {} }))
      const late: { voice?: Voice } = {}
      const client = new Client('http://public@localhost/1', {
        transport: () => transport,
        spool: false,
        diagnostics: (line) => void late.voice?.record(line, {}),
        logger: { error: (message, details) => late.voice?.record(message, { ...details }) },
      })
      const speaking = system.open({ client })
      attach(speaking)
      late.voice = speaking.voice
      speaking.voice.withParameter('green')
      await client.flush()
      await client.close()
      expect(speaking.printed().join('\n')).toContain('sentry.errors')
      expect(client.stats().captured).toBe(1)
    })

    test('what fails to be read is reported, and nothing reaches the program', async () => {
      const { voice, events } = speak()
      const hostile = {}
      Object.defineProperty(hostile, 'shelf', { enumerable: true, get: () => fall() })
      try {
        voice.objectOnly(hostile)
      } catch {
        // some loggers read it themselves, and fail with or without us
      }
      expect((await events()).length).toBeLessThanOrEqual(1)
    })

    test('it is made of a client, of a DSN, or of options', async () => {
      const dsn = 'http://public@localhost/7'
      const { client } = record()
      expect(system.open(client).handler.client).toBe(client)
      for (const handler of [
        system.open(dsn, { spool: false, worker: false }).handler,
        system.open({ dsn, spool: false, worker: false, level: 'info', tags: { a: 1 } }).handler,
      ]) {
        expect(handler.client.remote.project).toBe('7')
        await handler.client.close()
      }
      expect(() => system.open(7 as never)).toThrow(TypeError)
    })

    test('setupLogging attaches one of a kind, and leaves out whom it is told', async () => {
      const { client, events } = record({ diagnostics: false })
      const speaking = system.open({ client })
      onTestFinished(() => speaking.handler.uninstall())
      expect(setupLogging(speaking.handler, ['quiet'])).toBe(true)
      expect(setupLogging(speaking.handler)).toBe(false)
      speaking.voice.named?.('quiet', 'a word')
      speaking.voice.named?.('quiet.corner', 'a word')
      speaking.voice.named?.('quietly', 'a word')
      expect(await events()).toHaveLength(speaking.voice.named ? 1 : 0)
    })

    test('nothing is left of it once it is uninstalled', async () => {
      const { voice, handler, events } = speak()
      handler.uninstall()
      for (const [, say] of ERRORS) say(voice, failure())
      for (const [, , say] of TEXTS) say(voice)
      expect(await events()).toEqual([])
    })
  })
}

function attach({ handler }: Speaking): void {
  onTestFinished(() => handler.uninstall())
  expect(setupLogging(handler)).toBe(true)
}

function theOne(events: readonly Event[]): Event {
  expect(events).toHaveLength(1)
  const [event] = events
  if (!event) throw new Error('there is none')
  return event
}

/** The innermost frame of the program's own. */
function topOf({ exception, threads }: Event) {
  const stacktrace = exception?.values.at(-1)?.stacktrace ?? threads?.values[0]?.stacktrace
  return stacktrace?.frames.findLast((frame) => frame.in_app)
}

function fall(): never {
  throw new Error('a getter fell')
}
