import { expect, test } from 'vitest'
import { skeletonOf } from '../../src/processors/skeleton.ts'
import type { Event } from '../../src/protocol/event.ts'

const frame = (name: string, in_app: boolean) => ({
  filename: `${name}.js`,
  abs_path: `/home/ann/${name}.js`,
  function: name,
  module: 'secret.module',
  lineno: 3,
  colno: 4,
  pre_context: ['secret'],
  context_line: 'secret',
  post_context: ['secret'],
  vars: { secret: 1 },
  in_app,
})

const FULL = {
  event_id: 'a'.repeat(32),
  timestamp: 1,
  platform: 'node',
  level: 'error',
  release: '1.0.0',
  environment: 'production',
  sdk: { name: 'raven', version: '1' },
  server_name: 'secret',
  transaction: 'secret',
  logentry: { formatted: 'secret' },
  message: 'secret',
  user: { id: 'secret' },
  request: { url: 'secret' },
  tags: { secret: 'secret' },
  extra: { secret: 'secret' },
  contexts: { app: { secret: 'secret' } },
  breadcrumbs: { values: [{ message: 'secret' }] },
  modules: { secret: '1' },
  fingerprint: ['secret'],
  threads: { values: [{ id: 0, stacktrace: { frames: [frame('secret', true)] } }] },
  custom: 'secret',
  exception: {
    values: [
      {
        type: 'TypeError',
        value: 'secret',
        module: 'secret',
        mechanism: {
          type: 'generic',
          handled: true,
          exception_id: 0,
          data: { secret: 1 },
          meta: 'secret',
        },
        stacktrace: { frames: [frame('outer', true), frame('inner', true), frame('lib', false)] },
      },
      { type: 'Error', value: 'secret', stacktrace: { frames: [frame('lib', false)] } },
    ],
  },
}

test('a skeleton has exactly type, mechanism, and the place', () => {
  expect(skeletonOf(FULL as unknown as Event, 'before_send failed')).toEqual({
    event_id: 'a'.repeat(32),
    timestamp: 1,
    platform: 'node',
    level: 'error',
    release: '1.0.0',
    environment: 'production',
    sdk: { name: 'raven', version: '1' },
    exception: {
      values: [
        {
          type: 'TypeError',
          mechanism: { type: 'generic', handled: true, exception_id: 0 },
          stacktrace: {
            frames: [{ filename: 'inner.js', function: 'inner', lineno: 3, in_app: true }],
          },
        },
        { type: 'Error' },
      ],
    },
    contexts: { raven: { skeleton: 'before_send failed' } },
  })
})

test.each<unknown>([
  {},
  { exception: null },
  { exception: 'text' },
  { exception: { values: 'text' } },
  { exception: { values: [null, 7, []] } },
])('%j has a skeleton too', (event) => {
  expect(skeletonOf(event as Event, 'why')).toEqual({ contexts: { raven: { skeleton: 'why' } } })
})
