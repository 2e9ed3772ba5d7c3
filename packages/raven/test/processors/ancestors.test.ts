/** The ancestor's processors, wherever an event may have a stack or a value. */

import { describe, expect, test } from 'vitest'
import {
  RemovePostDataProcessor,
  RemoveStackLocalsProcessor,
  SanitizeKeysProcessor,
  SanitizePasswordsProcessor,
} from '../../src/processors/ancestors.ts'
import { MASK } from '../../src/processors/masking-walk.ts'
import type { Event } from '../../src/protocol/event.ts'
import { recorder } from '../support/recorder.ts'

const LOCALS = { password: 'hunter2', iban: 'DE02', colour: 'green' }
const LINE = 'login(password = "hunter2", iban)'

const stack = (vars: object | undefined) => ({
  frames: [
    { function: 'outer', lineno: 1 },
    { function: 'inner', context_line: LINE, ...(vars && { vars }) },
  ],
})

/** The places of an event that hold a stack, with these variables in it. */
const PLACES: Readonly<Record<string, (vars?: object) => object>> = {
  'an exception and its cause': (vars) => ({
    exception: {
      values: [
        { type: 'Cause', stacktrace: stack(vars) },
        { type: 'Error', stacktrace: stack(vars) },
      ],
    },
  }),
  'a bare list of exceptions': (vars) => ({
    exception: [{ type: 'Error', stacktrace: stack(vars) }],
  }),
  'an exception by itself': (vars) => ({
    exception: { type: 'Error', stacktrace: stack(vars) },
  }),
  threads: (vars) => ({ threads: { values: [{ id: 0, stacktrace: stack(vars) }] } }),
  'a bare list of threads': (vars) => ({ threads: [{ id: 0, stacktrace: stack(vars) }] }),
  'a stack by itself': (vars) => ({ stacktrace: stack(vars) }),
}

const REQUEST = { method: 'POST', data: { password: 'hunter2', iban: 'DE02', size: 'L' } }
const BEYOND = { request: REQUEST, extra: { iban: 'DE02', password: 'hunter2' } }

const PROCESSORS = [
  {
    name: 'SanitizePasswordsProcessor',
    processor: new SanitizePasswordsProcessor(),
    vars: { ...LOCALS, password: MASK },
    beyond: {
      request: { ...REQUEST, data: { ...REQUEST.data, password: MASK } },
      extra: { iban: 'DE02', password: MASK },
    },
  },
  {
    name: 'SanitizeKeysProcessor',
    processor: new SanitizeKeysProcessor(['iban']),
    vars: { ...LOCALS, iban: MASK },
    beyond: {
      request: { ...REQUEST, data: { ...REQUEST.data, iban: MASK } },
      extra: { iban: MASK, password: 'hunter2' },
    },
  },
  {
    name: 'RemoveStackLocalsProcessor',
    processor: new RemoveStackLocalsProcessor(),
    vars: undefined,
    beyond: BEYOND,
  },
  {
    name: 'RemovePostDataProcessor',
    processor: new RemovePostDataProcessor(),
    vars: LOCALS,
    beyond: { ...BEYOND, request: { method: 'POST' } },
  },
]

describe.each(PROCESSORS)('$name', ({ processor, vars, beyond }) => {
  test.each(Object.entries(PLACES))(
    'does its work on %s, and leaves the given alone',
    (_, place) => {
      const given = { ...place(LOCALS), ...BEYOND }
      const before = structuredClone(given)
      expect(processor.process(given as Event)).toEqual({ ...place(vars), ...beyond })
      expect(given).toEqual(before)
    },
  )

  test.each<object>([
    { exception: null, threads: 7, stacktrace: 'at f (a.js:1:1)', request: 'GET /' },
    { exception: { values: [null, 'text'] }, threads: { values: 'text' }, stacktrace: [] },
    { exception: { values: [{ stacktrace: { frames: [null, 'text'] } }] }, request: null },
    {},
  ])('leaves %j, which is none of its kind, alone', (event) => {
    expect(processor.process(event as Event)).toEqual(event)
  })
})

test.each(PROCESSORS.slice(0, 3))(
  'explicit data with a stack by itself passes $name before it leaves',
  async ({ processor, vars }) => {
    const { client, events } = recorder({ processors: [processor], scrub: false })
    client.captureMessage('m', { data: { stacktrace: stack(LOCALS) } })
    expect(await events()).toMatchObject([{ stacktrace: { frames: stack(vars).frames } }])
  },
)
