import { describe, expect, test, vi } from 'vitest'
import { record } from 'raven-ts/testing'

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Error)
  return error instanceof Error ? error.message : ''
}

const captured = () => {
  const errors = record({ release: 'shop@1' })
  const { client } = errors
  client.captureException(new TypeError('no price for 7'), {
    tags: { order: 7, shop: 'north' },
    user: { id: 'u1' },
    extra: { items: [1, { sku: 'a' }], address: { city: 'Oslo', street: 'Gata' } },
  })
  client.captureMessage('checkout of %s failed', { params: ['7'], level: 'warning' })
  return errors
}

describe('one event is found by', () => {
  test.each([
    { type: 'TypeError' },
    { type: /^Type/ },
    { message: 'no price for 7' },
    { message: /price/ },
    { message: /price/g },
    { message: (text: string) => text.endsWith('7') && text.startsWith('no') },
    { level: 'error' },
    { tags: { order: 7 } },
    { tags: { order: '7', shop: /n/ } },
    { user: { id: 'u1' } },
    { extra: { address: { city: expect.stringMatching(/^Os/) } } },
    { extra: { items: [1, { sku: 'a' }] } },
    { exception: { values: [{ stacktrace: expect.any(Object) }] } },
    { type: 'TypeError', release: 'shop@1', message: /7/, tags: {} },
  ] as const)('%o', async (expected) => {
    expect(await captured().expectOne(expected)).toMatchObject({ level: 'error' })
  })

  test('the finished text of a message', async () => {
    const event = await captured().expectOne({ message: 'checkout of 7 failed', level: /warn/ })
    expect(event.logentry?.message).toBe('checkout of %s failed')
  })
})

describe('no event is found by', () => {
  test.each([
    { type: 'Error' },
    { message: 'no price' },
    { tags: { order: 8 } },
    { tags: { nothing: 'there' } },
    { extra: { address: 'Oslo' } },
    { extra: { address: ['Oslo'] } },
    { extra: { items: [1] } },
    { extra: { items: { 0: 1 } } },
    { release: undefined },
    { message: () => false },
    { user: { id: expect.any(Number) } },
  ])('%o', async (expected) => {
    const errors = captured()
    await errors.expectNone(expected)
    await expect(errors.expectOne(expected)).rejects.toThrow('expected an event')
    expect(await errors.matching(expected)).toEqual([])
  })
})

test('a failure shows the nearest events and lists all', async () => {
  const errors = captured()
  errors.client.captureException(new RangeError('too many'))
  const text = await failureOf(
    errors.expectOne({ type: 'TypeError', message: /cost/, tags: { order: 8, shop: 'north' } }),
  )
  expect(text).toMatchInlineSnapshot(`
    "expected an event { type: "TypeError", message: /cost/, tags: { order: 8, shop: "north" } }
    nearest of 3, - expected, + captured:
      #1 error   TypeError: no price for 7  order=7 shop=north
          type: "TypeError"
        - message: /cost/
        + message: "no price for 7"
        - tags.order: 8
        + tags.order: "7"
          tags.shop: "north"

      #2 warning checkout of 7 failed
        - type: "TypeError"
        + type: absent
        - message: /cost/
        + message: "checkout of 7 failed"
        - tags: { order: 8, shop: "north" }
        + tags: absent

    captured:
      #1 error   TypeError: no price for 7  order=7 shop=north
      #2 warning checkout of 7 failed
      #3 error   RangeError: too many"
  `)
})

test('a failure with nothing captured says so', async () => {
  expect(await failureOf(record().expectOne({ type: 'TypeError' }))).toMatchInlineSnapshot(`
    "expected an event { type: "TypeError" }
    nothing was captured"
  `)
})

test('more events than one are marked', async () => {
  const errors = captured()
  expect(await failureOf(errors.expectOne())).toMatchInlineSnapshot(`
    "expected one event, but there are 2
    captured:
    > #1 error   TypeError: no price for 7  order=7 shop=north
    > #2 warning checkout of 7 failed"
  `)
  errors.client.captureMessage('third')
  expect(await failureOf(errors.expectNone({ level: 'error' }))).toMatchInlineSnapshot(`
    "expected no event { level: "error" }, but there is 1
    captured:
    > #1 error   TypeError: no price for 7  order=7 shop=north
      #2 warning checkout of 7 failed
      #3 info    third"
  `)
})

test('what is large or strange stays on its line', async () => {
  const errors = record()
  errors.client.captureMessage(`first\nsecond ${'x'.repeat(5_000)}`, { user: { id: 1 } })
  const text = await failureOf(
    errors.expectOne({
      message: 'y'.repeat(5_000),
      user: { id: undefined, nothing: null, at: new Date(0), any: expect.anything() },
      extra: Object.create(null),
    }),
  )
  expect(text.split('\n').every((line) => line.length < 400)).toBe(true)
  expect(text).toContain('expected an event { message: "yyyy')
  expect(text).toContain('- user.nothing: null')
})

test('an event is expected once it was found, and everything else is not', async () => {
  const errors = captured()
  await errors.expectOne({ type: 'TypeError' })
  const text = await failureOf(errors.check())
  expect(text).toMatchInlineSnapshot(`
    "1 event was captured that no test expected
    captured:
      #1 error   TypeError: no price for 7  order=7 shop=north
    > #2 warning checkout of 7 failed"
  `)
})

test('what was found is expected, however it was found', async () => {
  const errors = captured()
  await errors.expectOne({ type: 'TypeError' })
  await errors.expectOne({ level: 'warning' })
  await errors.check()
  const others = captured()
  expect(await others.matching()).toHaveLength(2)
  await others.check()
})

test('a failed expectation is not followed by a second complaint', async () => {
  const errors = captured()
  await failureOf(errors.expectOne({ type: 'Nothing' }))
  await errors.check()
  await errors.clear()
  errors.client.captureMessage('anew')
  expect(await failureOf(errors.check())).toContain('1 event was captured that no test expected')
})

test('what was cleared is neither found nor unexpected', async () => {
  const errors = captured()
  await errors.clear()
  await errors.expectNone()
  await errors.check()
  expect(await errors.events()).toEqual([])
})

test('works while the clock and all timers are held', async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'setImmediate', 'setInterval', 'Date', 'performance'],
  })
  try {
    const errors = captured()
    await errors.expectOne({ type: 'TypeError' })
    await errors.clear()
    await errors.expectNone()
    await errors.stop()
  } finally {
    vi.useRealTimers()
  }
})

test('is disposed of with a check', async () => {
  const disposed = async (work: (errors: ReturnType<typeof record>) => Promise<unknown>) => {
    await using errors = record()
    errors.client.captureMessage('one')
    await work(errors)
    return 'passed'
  }
  await expect(disposed((errors) => errors.expectOne({ message: 'one' }))).resolves.toBe('passed')
  await expect(disposed((errors) => errors.expectNone({ message: 'two' }))).rejects.toThrow(
    '1 event was captured that no test expected',
  )
})

test('leaves no listener behind when stopped', async () => {
  const before = process.listenerCount('exit')
  const errors = captured()
  await errors.events()
  expect(process.listenerCount('exit')).toBe(before + 1)
  await errors.stop()
  expect(process.listenerCount('exit')).toBe(before)
})

describe('the end of a test', () => {
  type Check = () => Promise<void>

  test.each([
    ['a function', (keep: (check: Check) => void) => keep],
    ['what has after', (keep: (check: Check) => void) => ({ after: keep })],
    ['what has onTestFinished', (keep: (check: Check) => void) => ({ onTestFinished: keep })],
  ])('is heard of by %s, and each begins anew', async (_, hookOf) => {
    const checks: Check[] = []
    const errors = record().failOnUnexpected(hookOf((check) => checks.push(check)))
    const [check = async () => {}] = checks
    expect(checks).toHaveLength(1)
    await check()
    errors.client.captureMessage('one')
    await expect(check()).rejects.toThrow('1 event was captured that no test expected')
    await check()
    errors.client.captureMessage('two')
    await errors.expectOne({ message: 'two' })
    await check()
    expect(await errors.events()).toEqual([])
  })

  test('is heard of by a global afterEach', async () => {
    const register = vi.fn<(check: Check) => void>()
    vi.stubGlobal('afterEach', register)
    record().failOnUnexpected()
    expect(register).toHaveBeenCalledOnce()
  })

  test('that nobody tells of is no secret', () => {
    vi.stubGlobal('afterEach', undefined)
    expect(() => record().failOnUnexpected()).toThrow(
      /hand failOnUnexpected\(\) your runner's, or a test's context/,
    )
  })
})
