import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { recorder } from '../support/recorder.ts'
import { withoutSource } from '../support/without-source.ts'

/** A word that stands in no line of source. */
const CHANGED = ['not', 'as', 'it', 'was'].join('-')

const MASK = '[Filtered]'

describe('a message', () => {
  test.each<[object | undefined, string]>([
    [undefined, 'info'],
    [{}, 'info'],
    [{ level: undefined }, 'info'],
    [{ level: 'warn' }, 'warning'],
    [{ level: 'nonsense' }, 'info'],
    [{ data: { level: 'debug' } }, 'debug'],
    [{ data: { level: 'debug' }, level: 50 }, 'fatal'],
  ])('with %j has the level %s', async (options, level) => {
    const { client, events } = recorder()
    client.captureMessage('m', options)
    expect((await events())[0]?.level).toBe(level)
  })

  test('says what an error says, when it is one', async () => {
    const { client, events } = recorder()
    client.captureMessage(new Error('boom') as unknown as string)
    expect((await events())[0]?.logentry?.formatted).toBe('boom')
  })

  test('shows the stack of the caller when asked to, or that of an error', async () => {
    const { client, events } = recorder()
    client.captureMessage('here', { stack: true })
    client.captureMessage('there', { stack: elsewhere() })
    client.captureMessage('nowhere')
    client.captureMessage('odd', { stack: 'text' as unknown as boolean })
    const stacks = (await events()).map(({ threads }) =>
      threads?.values[0]?.stacktrace?.frames.at(-1),
    )
    expect(stacks[0]?.filename).toContain('capture.test.ts')
    expect(stacks[1]?.function).toBe('elsewhere')
    expect(stacks.slice(2)).toEqual([undefined, undefined])
  })

  test('does not show masked parameters in its text', async () => {
    const { client, events } = recorder()
    client.captureMessage('login {name} {password}', {
      params: { name: 'ann', password: 'hunter2' },
    })
    expect((await events())[0]?.logentry).toEqual({
      message: 'login {name} {password}',
      params: { name: 'ann', password: MASK },
      formatted: `login ann ${MASK}`,
    })
  })
})

describe('an exception', () => {
  test('without an argument says so, at the place of the call', async () => {
    const { client, events } = recorder()
    client.captureException()
    const [event] = await events()
    expect(event?.level).toBe('error')
    expect(event?.logentry?.formatted).toBe('captureException was called without an error')
    expect(event?.threads?.values[0]?.stacktrace?.frames.at(-1)?.filename).toContain(
      'capture.test.ts',
    )
  })

  test('that is undefined was thrown as undefined', async () => {
    const { client, events } = recorder()
    client.captureException(undefined)
    const [event] = await events()
    expect(event?.exception?.values[0]).toMatchObject({
      type: 'undefined',
      mechanism: { synthetic: true },
    })
  })

  test('keeps what the caller says of it, exceptions of its own included', async () => {
    const { client, events } = recorder({ release: '1', tags: { a: 'client', c: 'client' } })
    const frames = [{ function: 'mine', lineno: 1, vars: { a: { b: 1 } } }]
    client.tagsContext({ a: 'context', b: 'context' })
    client.captureException(new Error('x'), {
      date: new Date('2026-01-02T03:04:05.678Z'),
      tags: { a: 'call' },
      user: { id: 7 },
      culprit: 'mine in here',
      fingerprint: ['{{ default }}', 'a'],
      timeSpent: 12,
      logger: 'shop',
      data: {
        release: '2',
        tags: { a: 'data', d: 'data' },
        exception: { values: [{ type: 'Mine', stacktrace: { frames } }] },
        contexts: { app: { name: 'shop' } },
        event_id: 'not this',
      },
    })
    const [event] = await events()
    expect(event).toMatchObject({
      timestamp: 1_767_323_045.678,
      release: '2',
      tags: { a: 'call', b: 'context', c: 'client', d: 'data' },
      user: { id: 7 },
      transaction: 'mine in here',
      fingerprint: ['{{ default }}', 'a'],
      logger: 'shop',
      exception: { values: [{ type: 'Mine', stacktrace: { frames } }] },
      contexts: { app: { name: 'shop' }, raven: { time_spent: 12 }, runtime: { name: 'node' } },
    })
    expect(event?.event_id).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each([
    Number.NaN,
    Infinity,
    new Date(Number.NaN),
    Object.create(Date.prototype),
    'yesterday',
    null,
    {},
  ])('that happened at no time (%#) happened now', async (date) => {
    const { client, events } = recorder()
    const before = Date.now() / 1000
    client.captureException(new Error('x'), { date: date as Date })
    expect(Number((await events())[0]?.timestamp)).toBeGreaterThanOrEqual(before)
  })
})

test('context of an error comes along, once, however many contexts it leaves', async () => {
  const { client, events } = recorder()
  client.captureBreadcrumb({ message: 'base' })
  client.withContext({ tags: { outer: '1', both: 'outer' } }, () => {
    client.captureBreadcrumb({ message: 'outer' })
    try {
      client.withContext({ tags: { inner: '1', both: 'inner' } }, () => {
        client.captureBreadcrumb({ message: 'inner', password: 'x' })
        throw new Error('x')
      })
    } catch (error) {
      client.captureException(error)
    }
  })
  const [event] = await events()
  expect(event?.tags).toEqual({ outer: '1', inner: '1', both: 'inner' })
  expect(event?.breadcrumbs?.values.map(({ message }) => message)).toEqual([
    'base',
    'outer',
    'inner',
  ])
  expect(JSON.stringify(event?.breadcrumbs)).toContain(MASK)
})

describe('a breadcrumb', () => {
  test.each<[object, object]>([
    [{ message: 'a' }, { message: 'a', level: 'info' }],
    [
      { message: 'a', level: 'WARN' },
      { message: 'a', level: 'warning' },
    ],
    [{ timestamp: 5 }, { timestamp: 5, level: 'info' }],
    [{ data: { token: 'x' } }, { data: { token: MASK }, level: 'info' }],
  ])('%j', async (crumb, expected) => {
    const { client, events } = recorder()
    client.captureBreadcrumb({ ...crumb })
    client.captureMessage('m')
    expect((await events())[0]?.breadcrumbs?.values).toEqual([
      { timestamp: expect.any(Number), ...expected },
    ])
  })

  test('of a function that answers a promise is none, and its rejection harms nobody', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>()
    process.on('unhandledRejection', unhandled)
    onTestFinished(() => void process.off('unhandledRejection', unhandled))
    const { client, events } = recorder()
    client.captureBreadcrumb(async () => await Promise.reject(new Error('of a breadcrumb')))
    // @ts-expect-error a promise is no context
    client.context.merge(async () => await Promise.reject(new Error('of a context')))
    client.captureMessage('m')
    expect((await events())[0]?.breadcrumbs).toBeUndefined()
    await new Promise(setImmediate)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('of a function is asked once, when the first event needs it, and has the time of the call', async () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000)
    onTestFinished(() => clock.mockRestore())
    const { client, events } = recorder()
    let asked = 0
    client.captureBreadcrumb(() => ({ message: `asked ${++asked} times`, data: { token: 'x' } }))
    client.captureBreadcrumb({ message: 'second' })
    clock.mockReturnValue(9_000)
    expect(asked).toBe(0)
    client.captureMessage('first')
    client.withContext({}, () => client.captureMessage('second'))
    const expected = [
      { timestamp: 1, level: 'info', message: 'asked 1 times', data: { token: MASK } },
      { timestamp: 1, level: 'info', message: 'second' },
    ]
    const trails = (await events()).map(({ breadcrumbs }) => breadcrumbs?.values)
    expect(trails).toEqual([expected, expected])
  })

  test.each<[string, () => never | undefined]>([
    ['throws', () => expect.fail('has nothing to say')],
    ['answers nothing', () => undefined],
  ])('of a function that %s is left out, and those around it are not', async (_, crumb) => {
    const { client, events } = recorder()
    client.captureBreadcrumb({ message: 'before' })
    client.captureBreadcrumb(crumb)
    client.captureBreadcrumb({ message: 'after' })
    client.captureMessage('m')
    const [event] = await events()
    expect(event?.breadcrumbs?.values.map(({ message }) => message)).toEqual(['before', 'after'])
  })

  test('that a function adds while it is asked comes with the next event', async () => {
    const { client, events } = recorder()
    client.captureBreadcrumb(() => {
      client.captureBreadcrumb({ message: 'meanwhile' })
      return { message: 'asked' }
    })
    client.captureMessage('first')
    client.captureMessage('second')
    const trails = (await events()).map(({ breadcrumbs }) =>
      breadcrumbs?.values.map(({ message }) => message),
    )
    expect(trails).toEqual([['asked'], ['asked', 'meanwhile']])
  })
})

describe('hooks', () => {
  test('get a copy: what they change reaches neither cached frames nor later events', async () => {
    let calls = 0
    const { client, events } = recorder({
      beforeSend: (event) => {
        calls++
        if (calls > 1) return event
        for (const { stacktrace } of event.exception?.values ?? []) {
          for (const frame of stacktrace?.frames ?? []) {
            Object.assign(frame, { filename: 'changed', pre_context: [CHANGED] })
          }
        }
        Object.assign(event.contexts ?? {}, { runtime: { name: 'changed' } })
        Object.assign(event.tags ?? {}, { changed: 'changed' })
        return event
      },
    })
    client.tagsContext({ a: '1' })
    for (let i = 0; i < 2; i++) client.captureException(new Error('one line'))
    const [first, second] = await events()
    expect(JSON.stringify(first)).toContain('changed')
    expect(withoutSource(second)).not.toContain('changed')
    expect(JSON.stringify(second)).not.toContain(CHANGED)
    expect(second?.exception?.values[0]?.stacktrace?.frames.at(-1)?.filename).toContain(
      'capture.test',
    )
  })

  test('may put anything into an event; it leaves as plain data, masked', async () => {
    class Account {
      id = 7
      password = 'hunter2'
    }
    const cyclic: Record<string, unknown> = { a: 1 }
    cyclic.self = cyclic
    const { client, events } = recorder({
      beforeSend: (event) =>
        Object.assign(event, {
          user: undefined,
          extra: {
            cyclic,
            account: new Account(),
            late: { toJSON: () => ({ password: 'hunter2' }) },
            big: 10n,
            date: new Date(0),
            error: new TypeError('x'),
            half: '\ud83d',
          },
        }),
    })
    client.captureMessage('m', { user: { id: 1 } })
    const [event] = await events()
    expect(event).not.toHaveProperty('user')
    expect(event?.extra).toEqual({
      cyclic: { a: 1, self: '[Circular]' },
      account: { '[class]': 'Account', id: 7, password: MASK },
      late: { toJSON: '[Function: toJSON]' },
      big: '10',
      date: '1970-01-01T00:00:00.000Z',
      error: { name: 'TypeError', message: 'x' },
      half: '\ufffd',
    })
    expect(JSON.stringify(event)).not.toContain('hunter2')
  })

  test.each<[string, unknown, object]>([
    ['throws', () => JSON.parse('{'), { skeleton: 'before_send failed' }],
    ['returns nothing', () => {}, { skeleton: 'before_send failed' }],
    ['rejects', async () => JSON.parse('{'), { skeleton: 'before_send failed' }],
    ['answers a date', () => new Date(), { skeleton: 'before_send failed' }],
  ])('that %s leaves a skeleton', async (_, hook, raven) => {
    const { client, events, said } = recorder({ beforeSend: hook as never })
    client.captureException(new Error('private'), { user: { id: 1 }, extra: { a: 'private' } })
    const [event] = await events()
    expect(event?.contexts).toEqual({ raven })
    expect(JSON.stringify(event)).not.toContain('private')
    expect(event?.exception?.values[0]).toMatchObject({
      type: 'Error',
      mechanism: { type: 'generic' },
    })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^raven: a hook failed \(before_send\): .+$/)
  })

  test('that fail drop the event, where that is wanted', async () => {
    const { client, events } = recorder({ onHookError: 'drop', processors: [() => undefined] })
    client.captureMessage('m')
    expect(await events()).toEqual([])
    expect(client.stats()).toMatchObject({ captured: 1, dropped: { event_processor: 1 } })
  })
})

test('a preview is the event that would leave, says what was masked, and cannot be used to change others', async () => {
  const { client, events } = recorder({ beforeSend: async (event) => event })
  const make = () => new Error('twin')
  const [seen, sent] = [make(), make()]
  const { event, masked } = client.preview(seen, { extra: { password: 'x' } })
  expect(event?.extra).toEqual({ password: MASK })
  expect(masked).toEqual([{ path: 'extra.password', why: 'the name "password" is sensitive' }])
  const frame = event?.exception?.values[0]?.stacktrace?.frames[0]
  Object.assign(frame ?? {}, { filename: 'changed' })
  client.captureException(sent)
  expect(withoutSource(await events())).not.toContain('changed')
})

function elsewhere(): Error {
  return new Error('elsewhere')
}
