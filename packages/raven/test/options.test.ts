import { describe, expect, test } from 'vitest'
import { RemovePostDataProcessor } from '../src/processors/ancestors.ts'
import { variableOf } from '../src/option-reader.ts'
import { FLOOD } from '../src/delivery/flood/settings.ts'
import { resolveOptions, type ResolvedOptions } from '../src/options.ts'

type Name = keyof ResolvedOptions

function resolve(options: object, env: Record<string, string> = {}) {
  const said: string[] = []
  const topics = new Set<string>()
  const resolved = resolveOptions(
    options,
    (name) => env[name],
    (topic, line) => {
      topics.add(topic)
      said.push(line)
    },
  )
  return { resolved, said, topics }
}

const DEFAULTS = resolve({}).resolved
const noop = () => {}

test('without options every default is filled in, and nothing is said', () => {
  const { resolved, said } = resolve({})
  expect(said).toEqual([])
  expect(resolved).toMatchObject({
    dsn: '',
    environment: 'production',
    stringMaxLength: 400,
    listMaxLength: 50,
    maxBreadcrumbs: 100,
    scrub: true,
    sendDefaultPii: false,
    userAttrs: [],
    onHookError: 'skeleton',
    worker: true,
    timeoutMs: 5_000,
    verifySsl: true,
    spool: true,
    shutdownTimeoutMs: 2_000,
    stackCapture: 'callsites',
    captureLocals: false,
    autoLogStacks: false,
    install: false,
    processors: [],
    tags: {},
  })
})

const FROM_ENVIRONMENT: [Name, string, unknown][] = [
  ['dsn', ' http://k@h/1 ', 'http://k@h/1'],
  ['release', '1.2.3', '1.2.3'],
  ['environment', 'test', 'test'],
  ['project', '7', '7'],
  ['publicKey', 'public', 'public'],
  ['secretKey', 'secret', 'secret'],
  ['includeVersions', 'no', false],
  ['ignoreExceptions', 'TypeError, My*', ['TypeError', 'My*']],
  ['sampleRate', '0.25', 0.25],
  ['protocol', 'store', 'store'],
  ['raiseSendErrors', '1', true],
  ['transport', 'raven.transport.http.HTTPTransport', 'blocking'],
  ['name', 'host', 'host'],
  ['site', 'a', 'a'],
  ['includePaths', 'a, b\tc,,', ['a', 'b', 'c']],
  ['excludePaths', 'a', ['a']],
  ['stringMaxLength', '10', 10],
  ['listMaxLength', ' 7 ', 7],
  ['maxBreadcrumbs', '0', 0],
  ['sanitizeKeys', 'x y', ['x', 'y']],
  ['scrub', 'no', false],
  ['sendDefaultPii', 'yes', true],
  ['userAttrs', 'email, plan', ['email', 'plan']],
  ['onHookError', 'drop', 'drop'],
  ['worker', 'OFF', false],
  ['timeoutMs', '1e3', 1_000],
  ['verifySsl', '0', false],
  ['caCerts', 'PEM', 'PEM'],
  ['spool', 'false', false],
  ['flood', 'off', false],
  ['shutdownTimeoutMs', '12.9', 12],
  ['stackCapture', 'text', 'text'],
  ['captureLocals', 'all', 'all'],
  ['captureLocals', 'Uncaught', 'uncaught'],
  ['captureLocals', 'yes', 'uncaught'],
  ['captureLocals', 'off', false],
  ['autoLogStacks', 'yes', true],
  ['install', 'True', true],
]
const WITHOUT_VARIABLE = new Set<string>([
  'tags',
  'extra',
  'repos',
  'serializers',
  'beforeSend',
  'diagnostics',
  'logger',
  'onLoss',
  'onInternalError',
])

describe('the environment', () => {
  test('names processors', () => {
    const { resolved, said } = resolve(
      {},
      { SENTRY_PROCESSORS: 'raven.processors.RemovePostDataProcessor' },
    )
    expect(said).toEqual([])
    expect(resolved.processors).toEqual([expect.any(RemovePostDataProcessor)])
  })

  test.each(FROM_ENVIRONMENT)('sets %s from %j', (name, text, value) => {
    const { resolved, said } = resolve({}, { [variableOf(name)]: text })
    expect(resolved[name]).toEqual(value)
    expect(said).toEqual([])
  })

  test('is beaten by the option', () => {
    const { resolved } = resolve(
      { release: 'mine', scrub: true },
      { SENTRY_RELEASE: 'b', SENTRY_SCRUB: '0' },
    )
    expect(resolved).toMatchObject({ release: 'mine', scrub: true })
  })

  test.each([null, '', '  ', false])('a DSN of %j disables, whatever it says', (dsn) => {
    expect(resolve({ dsn }, { SENTRY_DSN: 'http://k@h/1' }).resolved.dsn).toBe('')
  })

  test('an option that is undefined leaves it the word', () => {
    expect(resolve({ dsn: undefined }, { SENTRY_DSN: 'http://k@h/1' }).resolved.dsn).toBe(
      'http://k@h/1',
    )
  })

  test.each([
    ['SENTRY_MAX_LENGTH_STRING', 'stringMaxLength'],
    ['SENTRY_MAX_LENGTH_LIST', 'listMaxLength'],
  ] as const)('knows the old name %s', (variable, name) => {
    expect(resolve({}, { [variable]: '9' }).resolved[name]).toBe(9)
    expect(resolve({}, { [variable]: '9', [variableOf(name)]: '8' }).resolved[name]).toBe(8)
    expect(resolve({}, { [variable]: 'nine' }).said[0]).toContain(variable)
  })

  test('every option is in one of the two tables above', () => {
    const tested = new Set([
      'processors',
      ...FROM_ENVIRONMENT.map(([name]) => name),
      ...WITHOUT_VARIABLE,
    ])
    expect(Object.keys(DEFAULTS).filter((name) => !tested.has(name))).toEqual([])
  })
})

describe('a value that cannot be used is said once, with what would do, and ignored', () => {
  test.each<[Name, unknown, RegExp]>([
    ['dsn', 7, /^option "dsn" must be a string; it is ignored$/],
    ['release', {}, /must be a string/],
    ['timeoutMs', -1, /must be a number from 0 to 2147483647/],
    ['timeoutMs', Number.NaN, /must be a number/],
    ['timeoutMs', Infinity, /must be a number/],
    ['timeoutMs', 2 ** 31, /must be a number/],
    ['timeoutMs', '5s', /must be a number/],
    ['timeoutMs', '', /must be a number/],
    ['timeoutMs', null, /must be a number/],
    ['maxBreadcrumbs', [10], /must be a number/],
    ['scrub', 'maybe', /must be true or false/],
    ['scrub', 1, /must be true or false/],
    ['scrub', null, /must be true or false/],
    ['onHookError', 'explode', /must be skeleton or drop/],
    ['onHookError', ['drop'], /must be skeleton or drop/],
    ['captureLocals', 'some', /must be uncaught or all, true or false/],
    ['captureLocals', 7, /must be uncaught or all, true or false/],
    ['stackCapture', 'CALLSITES', /must be callsites or text/],
    ['includePaths', 7, /must be a list of strings/],
    ['includePaths', { 0: 'a' }, /must be a list of strings/],
    ['tags', 'a=b', /must be an object/],
    ['tags', ['a'], /must be an object/],
    ['extra', null, /must be an object/],
    [
      'processors',
      noop,
      /must be a list of functions, of objects with a method "process", or of names/,
    ],
    ['processors', 'PasswordSanitizer', /something that exists, and "PasswordSanitizer" does not/],
    [
      'processors',
      ['SanitizeKeysProcessor'],
      /usable: SanitizeKeysProcessor needs a list of names/,
    ],
    ['sampleRate', 2, /must be a number from 0 to 1/],
    ['sampleRate', -0.1, /must be a number from 0 to 1/],
    ['sampleRate', Number.NaN, /must be a number from 0 to 1/],
    ['ignoreExceptions', 7, /must be a list of classes and names/],
    ['serializers', [{ can: noop }], /must be a list of serializers; the rest is ignored/],
    ['protocol', 'udp', /must be envelope or store/],
    ['transport', 'raven.transport.udp.UDPTransport', /UDP any more; write "threaded" instead/],
    ['transport', 'raven.transport.pigeon.PigeonTransport', /something that exists/],
    ['beforeSend', 'hook', /must be a function/],
    ['beforeSend', null, /must be a function/],
    ['transport', {}, /must be a function/],
    ['diagnostics', true, /must be a function/],
    ['logger', {}, /must be an object with error\(\)/],
    ['onLoss', [], /must be a function/],
    ['onInternalError', 1, /must be a function/],
  ])('%s of %j', (name, value, line) => {
    const { resolved, said, topics } = resolve({ [name]: value })
    expect(said).toHaveLength(1)
    expect(topics.size).toBe(1)
    expect(said[0]).toMatch(line)
    expect(resolved[name]).toEqual(DEFAULTS[name])
  })

  test('of a list the usable part is kept', () => {
    const { resolved, said } = resolve({ includePaths: ['a', 7, null, 'b'] })
    expect(resolved.includePaths).toEqual(['a', 'b'])
    expect(said).toEqual([
      'option "includePaths" must be a list of nothing but strings; the rest is ignored',
    ])
    const processor = { process: noop }
    const some = resolve({ processors: [null, noop, 'x', processor, {}] })
    expect(some.resolved.processors).toEqual([noop, processor])
    expect(some.said).toEqual([
      'option "processors" must be a list of functions, of objects with a method "process", or of names; the rest is ignored',
      'option "processors" must be something that exists, and "x" does not; it is ignored',
    ])
  })

  test('the line names the variable when the value came from there', () => {
    expect(resolve({}, { SENTRY_TIMEOUT_MS: 'soon' }).said).toEqual([
      'variable SENTRY_TIMEOUT_MS must be a number from 0 to 2147483647; it is ignored',
    ])
  })

  test('names that are no option are said one by one', () => {
    expect(resolve({ tmeoutMs: 1, beforesend: noop }).said).toEqual([
      'there is no option "tmeoutMs"; did you mean "timeoutMs"? It is ignored',
      'there is no option "beforesend"; did you mean "beforeSend"? It is ignored',
    ])
  })

  test.each([
    ['string_max_length', 'stringMaxLength'],
    ['includePath', 'includePaths'],
    ['environement', 'environment'],
    ['Release', 'release'],
    ['colour', undefined],
    ['x'.repeat(10_000), undefined],
    ['', undefined],
  ])('%s probably means %s', (name, meant) => {
    const [line] = resolve({ [name]: 1 }).said
    if (meant === undefined) expect(line).not.toContain('did you mean')
    else expect(line).toContain(`did you mean "${meant}"?`)
  })
})

test('diagnostics may be switched off', () => {
  expect(resolve({ diagnostics: false })).toMatchObject({
    resolved: { diagnostics: false },
    said: [],
  })
})

test('the base of extra may be called context, as it was', () => {
  const { resolved, said } = resolve({ context: { a: 1, b: 1 }, extra: { b: 2 } })
  expect(resolved.extra).toEqual({ a: 1, b: 2 })
  expect(said).toEqual([])
})

test('options are copied', () => {
  const tags = { a: '1' }
  const { resolved } = resolve({ tags })
  tags.a = '2'
  expect(resolved.tags).toEqual({ a: '1' })
})

describe('an option that is a switch or an object of numbers', () => {
  test.each([
    [true, FLOOD],
    [false, false],
    [{}, FLOOD],
    [
      { burst: 5.9, rollUpMs: 1_000 },
      { ...FLOOD, burst: 5, rollUpMs: 1_000 },
    ],
  ])('%j', (flood, expected) => {
    const { resolved, said } = resolve({ flood }, { SENTRY_FLOOD: 'off' })
    expect(resolved.flood).toEqual(expected)
    expect(said).toEqual([])
  })

  test.each<[unknown, string]>([
    [{ burst: 0 }, 'option "flood.burst" must be a number from 1 to 2147483647; it is ignored'],
    [{ burst: 'few' }, 'option "flood.burst" must be a number from 1 to 2147483647; it is ignored'],
    [{ bursts: 5 }, 'there is no option "flood.bursts"; did you mean "burst"? It is ignored'],
    ['sometimes', 'option "flood" must be true or false; it is ignored'],
    [7, 'option "flood" must be true or false; it is ignored'],
  ])('%j is said and ignored', (flood, line) => {
    const { resolved, said } = resolve({ flood })
    expect(resolved.flood).toEqual(FLOOD)
    expect(said).toEqual([line])
  })
})
