/** What the compiler says of the client; `tsc` reads this file, nothing runs it. */

import { describe, expectTypeOf, test } from 'vitest'
import {
  type ApiError,
  Client,
  type DeliveryError,
  type RateLimited,
  type RavenError,
  type CaptureOptions,
  type ClientOptions,
  type Event,
  type LossReason,
  type Outcome,
  type Stats,
} from '../../src/node.ts'
import type { Client as NeutralClient } from '../../src/index.ts'

declare const client: Client

describe('a client is made of a DSN, of options, of both or of nothing', () => {
  test('keeps away: a DSN inside the second argument, or a DSN object', () => {
    void [new Client(), new Client('dsn'), new Client(null, { release: '1' }), new Client({})]
    void new Client(process.env.SENTRY_DSN, { install: true })
    // @ts-expect-error a number is no DSN
    void new Client(1)
    // @ts-expect-error options come second only after a DSN
    void new Client({}, {})
  })

  test('keeps away: two flavours whose clients differ', () => {
    expectTypeOf<keyof NeutralClient>().toEqualTypeOf<keyof Client>()
  })
})

describe('options', () => {
  test('keep away: misspelt names', () => {
    // @ts-expect-error it is `release`
    void new Client({ relase: '1' })
    // @ts-expect-error the ancestor's name; it is `includePaths`
    void new Client('dsn', { include_paths: ['shop'] })
    // @ts-expect-error it is `timeSpent`
    client.captureMessage('m', { time_spent: 1 })
    // @ts-expect-error an engine belongs to a query
    client.captureMessage('m', { engine: 'postgresql' })
  })

  test('keep away: values of the wrong type', () => {
    // @ts-expect-error a share is a number
    void new Client({ sampleRate: '0.5' })
    // @ts-expect-error one of two names
    void new Client({ protocol: 'soap' })
    // @ts-expect-error milliseconds are a number
    void new Client({ timeoutMs: '5s' })
    // @ts-expect-error a hook is a function
    void new Client({ beforeSend: {} })
    // @ts-expect-error tags are texts, numbers and truth values
    client.captureException(new Error('x'), { tags: { a: {} } })
    // @ts-expect-error a fingerprint is a list
    client.captureException(new Error('x'), { fingerprint: 'a' })
  })

  test('keep away: having to narrow what is read from the environment', () => {
    expectTypeOf<{ release: string | undefined }>().toExtend<ClientOptions>()
  })

  test('keep away: options changed behind the back of who gave them', () => {
    const given: CaptureOptions = { level: 'info' }
    // @ts-expect-error options are read-only
    given.level = 'error'
  })
})

describe('capturing', () => {
  test('keeps away: awaiting an id', () => {
    expectTypeOf(client.captureException).returns.toEqualTypeOf<string>()
    expectTypeOf(client.captureMessage).returns.toEqualTypeOf<string>()
    expectTypeOf(client.captureQuery).returns.toEqualTypeOf<string>()
    expectTypeOf(client.capture).returns.toEqualTypeOf<string>()
  })

  test('keeps away: a cast in every catch clause', () => {
    expectTypeOf(client.captureException).parameter(0).toEqualTypeOf<unknown>()
  })

  test('keeps away: kinds of events that cannot be used', () => {
    client.capture({ capture: () => ({}), toString: () => 'mine' }, { anything: 1 })
    // @ts-expect-error a handler has a method `capture`
    client.capture({ toString: () => 'mine' })
    // @ts-expect-error a handler answers attributes
    client.capture({ capture: () => 7, toString: () => 'mine' })
  })

  test('keeps away: forgetting that a hook may drop an event', () => {
    expectTypeOf(client.buildMsg('Message')).toEqualTypeOf<Event | null>()
    expectTypeOf(client.preview(1).event).toEqualTypeOf<Event | null>()
  })
})

describe('captureExceptions', () => {
  test('keeps away: wrapped functions that lost their types', () => {
    const add = (a: number, b?: string) => `${a}${b}`
    expectTypeOf(client.captureExceptions(add)).toEqualTypeOf<typeof add>()
    const later = async (a: number) => a
    expectTypeOf(client.captureExceptions(later, { level: 'fatal' })).toEqualTypeOf<typeof later>()
    const limited = client.captureExceptions([TypeError, RangeError])
    expectTypeOf(limited(add)).toEqualTypeOf<typeof add>()
    function method(this: Date, a: number): string {
      return this.toISOString() + String(a)
    }
    expectTypeOf(client.captureExceptions(method)).toEqualTypeOf<typeof method>()
    const generic = <T>(value: T): T => value
    expectTypeOf(client.captureExceptions(generic)(7 as const)).toEqualTypeOf<7>()
  })

  test('keeps away: wrapping what cannot be called, and classes that are none', () => {
    // @ts-expect-error text cannot be called
    client.captureExceptions('work')
    // @ts-expect-error names are no classes
    client.captureExceptions(['TypeError'])
    // @ts-expect-error it is `level`
    client.captureExceptions(() => 1, { lvl: 'info' })
  })

  test('keeps away: decorators that stand where nothing can be caught', () => {
    class Cart {
      #size = 0
      @client.captureExceptions
      add(this: Cart, count: number): number {
        return (this.#size += count)
      }
      @client.captureExceptions([TypeError], { level: 'fatal' })
      static async load(): Promise<Cart> {
        return new Cart()
      }
      @client.captureExceptions
      get size(): number {
        return this.#size
      }
      @client.captureExceptions
      accessor note = ''
      // @ts-expect-error a field is no function
      @client.captureExceptions
      plain = 1
    }
    expectTypeOf(new Cart().add).toEqualTypeOf<(this: Cart, count: number) => number>()
  })
})

describe('withContext and watch', () => {
  test('keep away: results that became unknown, or promises out of nowhere', () => {
    expectTypeOf(client.withContext({ tags: { a: 1 } }, () => 7)).toEqualTypeOf<number>()
    expectTypeOf(client.withContext({}, async () => 'a')).toEqualTypeOf<Promise<string>>()
    expectTypeOf(
      client.watch(
        () => ({ a: 1 }),
        () => 7,
      ),
    ).toEqualTypeOf<number>()
    expectTypeOf(
      client.watch(
        () => ({}),
        async () => 'a',
      ),
    ).toEqualTypeOf<Promise<string>>()
  })

  test('keep away: values that were read before anything failed', () => {
    // @ts-expect-error values are read when something is thrown
    client.watch({ a: 1 }, () => 7)
  })
})

describe('what became of an event', () => {
  test('keeps away: forgetting one of the ends', () => {
    const words: Record<Outcome['outcome'], string> = {
      sent: '',
      handed_over: '',
      rolled_up: '',
      dropped: '',
      spooled: '',
      unknown: '',
    }
    expectTypeOf(client.delivered('id')).resolves.toEqualTypeOf<Outcome>()
    expectTypeOf(client.send({})).resolves.toEqualTypeOf<Outcome>()
    expectTypeOf(words).not.toBeAny()
    expectTypeOf<Outcome['reason']>().toEqualTypeOf<LossReason | undefined>()
  })

  test('keeps away: books with other names than those of the promise', () => {
    expectTypeOf(client.stats()).toEqualTypeOf<Stats>()
    expectTypeOf<keyof Stats>().toEqualTypeOf<
      | 'captured'
      | 'adopted'
      | 'sent'
      | 'waiting'
      | 'spooled'
      | 'rolledUp'
      | 'reports'
      | 'handedOver'
      | 'dropped'
    >()
    expectTypeOf<Stats['dropped']>().toEqualTypeOf<Readonly<Partial<Record<LossReason, number>>>>()
    // @ts-expect-error the books are read-only
    client.stats().sent = 1
  })

  test('keeps away: flushing without asking whether everything left', () => {
    expectTypeOf(client.flush).returns.resolves.toEqualTypeOf<boolean>()
    expectTypeOf(client.close).returns.resolves.toEqualTypeOf<boolean>()
  })
})

describe('an event', () => {
  test('keeps away: names in camelCase, which no server reads', () => {
    expectTypeOf<Event>().toHaveProperty('event_id')
    // @ts-expect-error it is `server_name`
    const event: Event = { serverName: 'web-1' }
    expectTypeOf(event).not.toBeAny()
  })

  test('keeps away: levels that nobody knows', () => {
    expectTypeOf<NonNullable<Event['level']>>().toEqualTypeOf<
      'debug' | 'info' | 'warning' | 'error' | 'fatal'
    >()
  })

  test('keeps away: hooks that answer something else', () => {
    void new Client({ beforeSend: (event) => ({ ...event, logger: 'mine' }) })
    void new Client({ beforeSend: () => null })
    // @ts-expect-error an event or null
    void new Client({ beforeSend: () => 7 })
  })
})

describe('an option', () => {
  test('keeps away: numbers of flood control that nobody reads', () => {
    void new Client({ flood: false })
    void new Client({ flood: { burst: 10, rollUpMs: 1_000 } })
    // @ts-expect-error it is `rollUpMs`
    void new Client({ flood: { rollUp: 1_000 } })
    void new Client({ flood: true })
  })

  test('keeps away: a logger that cannot be told of an error', () => {
    void new Client({ logger: console })
    void new Client({ logger: { error: (message: string, details: object) => [message, details] } })
    // @ts-expect-error it is told by `error`
    void new Client({ logger: { warn: () => {} } })
    // @ts-expect-error an object, not a function
    void new Client({ logger: () => {} })
  })
})

describe('errors', () => {
  test('keep away: telling them apart by anything but their code', () => {
    expectTypeOf<RateLimited>().toExtend<DeliveryError>()
    expectTypeOf<ApiError>().toExtend<RavenError>()
    expectTypeOf<RateLimited['retryAfterMs']>().toEqualTypeOf<number>()
    expectTypeOf<ApiError['status']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<RavenError['code']>().not.toEqualTypeOf<string>()
  })
})

describe('what is private', () => {
  test('keeps away: consent by anything but a plain yes or no', () => {
    void new Client({ sendDefaultPii: true, scrub: false, userAttrs: ['email'] })
    expectTypeOf<ClientOptions['sendDefaultPii']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<ClientOptions['scrub']>().toEqualTypeOf<boolean | undefined>()
    // @ts-expect-error text of any kind would be a yes
    void new Client({ sendDefaultPii: 'false' })
    // @ts-expect-error it is `sendDefaultPii`
    void new Client({ sendDefaultPII: true })
    // @ts-expect-error it is a switch; names are added by `sanitizeKeys`
    void new Client({ scrub: ['iban'] })
  })

  test('keeps away: names of users’ attributes that are no list of names', () => {
    const named = ['email'] as const
    void new Client({ userAttrs: named, sanitizeKeys: named })
    // @ts-expect-error one name is a list of one
    void new Client({ userAttrs: 'email' })
    // @ts-expect-error names, not patterns
    void new Client({ userAttrs: [/mail/] })
    // @ts-expect-error names, not a table
    void new Client({ userAttrs: { email: true } })
  })

  test('keeps away: a preview that is waited for, changed, or read where a hook dropped it', () => {
    const seen = client.preview(new Error('x'), { extra: { a: 1 } })
    expectTypeOf(seen).not.toExtend<Promise<unknown>>()
    expectTypeOf(client.preview).parameter(0).toEqualTypeOf<unknown>()
    expectTypeOf(seen.masked[0]).toEqualTypeOf<
      { readonly path: string; readonly why: string } | undefined
    >()
    // @ts-expect-error there may be none
    void seen.event.event_id
    // @ts-expect-error what was masked is read-only
    seen.masked.push({ path: '', why: '' })
    // @ts-expect-error it is `level`
    client.preview(new Error('x'), { lvl: 'info' })
  })
})

test('a remote keeps away: its secret', () => {
  // @ts-expect-error the secret key is not shown
  void client.remote.secretKey
  expectTypeOf(client.remote.publicKey).toEqualTypeOf<string>()
})
