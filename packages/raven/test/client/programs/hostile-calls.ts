/**
 * Every method, given anything, by clients whose hooks, listeners, serializers and transports do as they
 * like. Prints how many calls there were, and what should not have happened: something escaped, no id
 * came back, or the books were wrong.
 */

import fc from 'fast-check'
import { inspect, types } from 'node:util'
import { Client } from '../../../src/node.ts'
import { promiseOf } from '../../../src/values/thenable.ts'
import { missing } from '../../support/missing.ts'
import { CAPTURE_FIELDS, elsewhere, thenable, VALUES } from '../../support/hostile-values.ts'
import { hostile, thrower } from '../../values/hostile.ts'

const ID = /^[0-9a-f]{32}$/
/** Fixed, so that a failure can be had again. */
const SEED = 20_260_304
const RUNS = 1_800
const MAX_FAULTS = 50

type Anything = (...args: unknown[]) => unknown

/** What a function of the program may do when it is called. */
const BEHAVIOURS: Record<string, Anything> = {
  ...Object.fromEntries(Object.entries(VALUES).map(([name, make]) => [`answers ${name}`, make])),
  'answers what it got': (first) => first,
  'answers it later': (first) => Promise.resolve(first),
  'answers it by a thenable': (first) => thenable((yes) => yes(first)),
  throws: thrower,
  'throws a revoked proxy': () => {
    throw hostile.revoked
  },
  'throws nothing': () => {
    throw undefined
  },
  rejects: () => Promise.reject(new Error('listener')),
  'rejects with a revoked proxy': () => Promise.reject(hostile.revoked),
  'rejects in another realm': () => elsewhere('Promise.reject(new Error("elsewhere"))'),
  'spoils what it got': (first) => {
    if (typeof first !== 'object' || first === null) return first
    return Object.assign(first, { exception: first, extra: hostile.refusing, event_id: 7 })
  },
  'freezes what it got': (first) => Object.freeze(first),
  'empties what it got': (first) => {
    for (const key of Reflect.ownKeys(Object(first))) Reflect.deleteProperty(Object(first), key)
    return first
  },
}

/** Where a program may put functions of its own; each answers the options that put it there. */
const PLACES: Record<string, (fn: Anything) => Record<string, unknown>> = {
  beforeSend: (fn) => ({ beforeSend: fn }),
  processor: (fn) => ({ processors: [fn] }),
  'processor object': (fn) => ({ processors: [{ process: fn }, fn] }),
  'drop when a hook fails': (fn) => ({ beforeSend: fn, onHookError: 'drop' }),
  onLoss: (fn) => ({ onLoss: fn, beforeSend: () => null }),
  onInternalError: (fn) => ({ onInternalError: fn, beforeSend: thrower }),
  diagnostics: (fn) => ({ diagnostics: fn, beforeSend: thrower }),
  logger: (fn) => ({ logger: { error: fn }, transport: () => answering(400) }),
  'serializer, asked': (fn) => ({
    serializers: [{ can: held(fn), serialize: (value: unknown) => value }],
  }),
  'serializer, showing': (fn) => ({ serializers: [{ can: () => true, serialize: held(fn) }] }),
  'rule of what is ignored': (fn) => ({
    ignoreExceptions: [
      Object.defineProperty(class extends Error {}, Symbol.hasInstance, { value: held(fn) }),
    ],
  }),
  'transport, made': (fn) => ({ transport: fn }),
  'transport, sending': (fn) => ({
    transport: () => ({
      concurrency: 4,
      send: (_: unknown, done: Anything) => done(held(fn)()),
      close: fn,
    }),
  }),
  'transport, refusing': (fn) => ({
    transport: () => ({ concurrency: 4, send: fn, close: fn, wait: fn }),
  }),
  context: (fn) => ({
    tags: Object.defineProperty({}, 'a', { get: held(fn), enumerable: true }),
    extra: { toJSON: held(fn) },
  }),
  nothing: () => ({}),
}

/** Where nobody waits for an answer, a promise in place of one is the program's own affair. */
function held(fn: Anything): Anything {
  return (...args) => {
    const answer = fn(...args)
    if (types.isPromise(answer)) promiseOf(answer).catch(() => {})
    return answer
  }
}

function answering(status: number) {
  return {
    concurrency: 4,
    send: (_: unknown, done: Anything) => done({ ok: true, status, headers: {} }),
    close: () => {},
  }
}

/** A value that a method is given, by name; made anew for each call, and perhaps at some place of an object. */
const anyName = fc.constantFrom(...Object.keys(VALUES))
const FIELDS = [
  ...CAPTURE_FIELDS,
  'attachments',
  'sampleRate',
  'when',
  'error',
  'message',
  'query',
  'engine',
  'type',
  'category',
  'timestamp',
]
const anyArgument = fc.oneof(
  anyName.map((name) => () => VALUES[name]?.()),
  fc
    .dictionary(fc.constantFrom(...FIELDS), anyName, { maxKeys: 4 })
    .map((names) => () => fieldsFrom(names)),
  fc
    .array(fc.dictionary(fc.constantFrom('filename', 'data', 'contentType', 'path'), anyName))
    .map((list) => () => ({ attachments: list.map(fieldsFrom) })),
)

function fieldsFrom(names: Record<string, string>): object {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, VALUES[name]?.()]))
}

/** Each answers an id. */
const CAPTURES: Record<string, (client: Client, first: unknown, second: unknown) => unknown> = {
  captureException: (client, ...args) => call(client, 'captureException', ...args),
  'captureException with nothing': (client) => call(client, 'captureException'),
  captureMessage: (client, ...args) => call(client, 'captureMessage', ...args),
  captureQuery: (client, ...args) => call(client, 'captureQuery', ...args),
  'capture, by any name': (client, ...args) => call(client, 'capture', ...args),
  'capture an exception': (client, ...args) =>
    call(client, 'capture', 'Exception', { extra: args[1], error: args[0] }),
  'capture with a handler': (client, first, second) =>
    call(client, 'capture', { capture: () => first, toString: () => second }, second),
  'capture with a handler that throws': (client, first) =>
    call(client, 'capture', { capture: thrower }, first),
}

/** Each may answer what it likes, now or later, but not fail. */
const OTHERS: Record<string, (client: Client, first: unknown, second: unknown) => unknown> = {
  ...Object.fromEntries(
    [
      'captureBreadcrumb',
      'userContext',
      'extraContext',
      'tagsContext',
      'httpContext',
      'preview',
      'buildMsg',
      'getIdent',
      'getPublicDsn',
      'delivered',
      'lastEventId',
      'isEnabled',
      'captureExceptions',
      'send',
      'sendEncoded',
    ].map((name) => [name, (client: Client, ...args: unknown[]) => call(client, name, ...args)]),
  ),
  'flush for no time': (client, first) => {
    const ms = typeof first === 'number' ? Math.min(first, 1) : first
    return call(client, 'flush', ms === undefined ? 0 : ms)
  },
  setDsn: (client, first) => call(client, 'setDsn', first, () => answering(200)),
  divert: (client, first) => {
    const undo = call(client, 'divert', first)
    client.captureMessage('diverted')
    if (typeof undo === 'function') undo()
  },
  'context.merge': (client, ...args) => call(client.context, 'merge', ...args),
  'context.get and clear': (client) => [call(client.context, 'get'), call(client.context, 'clear')],
  'context.activate': (client) => [
    call(client.context, 'activate'),
    call(client.context, 'deactivate'),
  ],
  withContext: (client, first) => call(client, 'withContext', first, () => 1),
  'withContext, asked late': (client, first) =>
    call(
      client,
      'withContext',
      () => first,
      () => client.captureMessage('inside'),
    ),
  watch: (client, first) => {
    try {
      return call(
        client,
        'watch',
        () => first,
        () => {
          throw 'mine'
        },
      )
    } catch (error) {
      if (error !== 'mine') throw error
      return error
    }
  },
  'captureExceptions around a function': (client, first, second) => {
    const wrapped = client.captureExceptions(() => {
      throw first
    }, second as object)
    if (typeof wrapped !== 'function') return undefined // it was no form of decoration
    try {
      return wrapped()
    } catch (error) {
      if (!Object.is(error, first)) throw error
      return undefined
    }
  },
}

function call(target: object, name: string, ...args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name) as Anything, target, args)
}

const anyPlan = fc.record({
  place: fc.constantFrom(...Object.keys(PLACES)),
  behaviour: fc.constantFrom(...Object.keys(BEHAVIOURS)),
  calls: fc.array(
    fc.record({
      capture: fc.constantFrom(...Object.keys(CAPTURES)),
      other: fc.constantFrom(...Object.keys(OTHERS)),
      first: anyArgument,
      second: anyArgument,
    }),
    { minLength: 2, maxLength: 4, size: 'max' },
  ),
})

type Plan = typeof anyPlan extends fc.Arbitrary<infer P> ? P : never

/** Does what a plan says; `fault` is told what should not have happened. */
async function carryOut(plan: Plan, fault: (what: unknown) => void): Promise<void> {
  const place = PLACES[plan.place]?.(BEHAVIOURS[plan.behaviour] ?? thrower)
  const options = { spool: false, diagnostics: false, transport: () => answering(200), ...place }
  const client: Client = Reflect.construct(Client, ['http://public@127.0.0.1:9/1', options])
  const check = (): void => {
    if (missing(client.stats()) !== 0) fault(client.stats())
  }
  for (const { capture, other, first, second } of plan.calls) {
    attempt(capture, fault, () => {
      const id = CAPTURES[capture]?.(client, first(), second())
      if (typeof id !== 'string' || !ID.test(id)) fault(`${capture} answered no id`)
    })
    // a promise of ours that rejects is heard of by the process
    attempt(other, fault, () => OTHERS[other]?.(client, first(), second()))
    check()
  }
  await client.close(0).catch((error: unknown) => fault(['close', error]))
  await new Promise(setImmediate)
  check()
  if (client.stats().waiting !== 0) fault(client.stats())
}

function textOf(what: unknown): string {
  try {
    return inspect(what)
  } catch {
    return 'something that cannot be shown'
  }
}

function attempt(name: string, fault: (what: unknown) => void, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    fault([name, error])
  }
}

const faults: string[] = []
let now: Plan | undefined
let calls = 0
const fault = (what: unknown): void => {
  const { place, behaviour } = now ?? {}
  if (faults.length < MAX_FAULTS) faults.push(`${place} ${behaviour}: ${textOf(what)}`)
}
process.on('unhandledRejection', (error) => fault(['rejected', error]))
process.on('uncaughtException', (error) => fault(['thrown later', error]))
for (now of fc.sample(anyPlan, { seed: SEED, numRuns: RUNS })) {
  await carryOut(now, fault)
  calls += 2 * now.calls.length
}
console.log(JSON.stringify({ calls, faults }))
process.exit(0) // hooks that never answer are waited for
