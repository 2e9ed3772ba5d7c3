import { expect, test } from 'vitest'
import type { Frame } from 'raven-ts/protocol'
import { frameRuns, runLabel } from '../../src/pages/event/frame-runs.ts'

const own = (name: string): Frame => ({ function: name, filename: `src/${name}.ts`, in_app: true })
const lib = (name: string): Frame => ({ filename: `node_modules/${name}/index.js`, in_app: false })

/** The runs as `own` names and counts of folded frames. */
function shape(frames: readonly Frame[]): (string | number)[] {
  return frameRuns(frames).map((run) => (run.own ? (run.frame.function ?? '') : run.frames.length))
}

test.each<[string, Frame[], (string | number)[]]>([
  [
    'innermost first, libraries folded',
    [lib('a'), lib('b'), own('x'), lib('c'), own('y')],
    ['y', 1, 'x', 2],
  ],
  ['libraries on both ends', [lib('a'), own('x'), lib('b'), lib('c')], [2, 'x', 1]],
  ['only own', [own('x'), own('y')], ['y', 'x']],
  [
    'nothing own: nothing folded',
    [
      { ...lib('a'), function: 'f' },
      { ...lib('b'), function: 'g' },
    ],
    ['g', 'f'],
  ],
  ['no frames', [], []],
  [
    'unknown, told by the path',
    [{ filename: 'node:fs' }, { filename: 'app.py', function: 'main' }],
    ['main', 1],
  ],
])('%s', (_name, frames, expected) => {
  expect(shape(frames)).toEqual(expected)
})

test.each<[Frame[], string]>([
  [[lib('express')], '1 frame from express'],
  [[lib('express'), lib('router'), lib('router')], '3 frames from express and router'],
  [[lib('a'), lib('b'), lib('c')], '3 frames from a, b and c'],
  [[lib('a'), lib('b'), lib('c'), lib('d'), lib('e')], '5 frames from a, b, c and 2 more'],
  [[lib('@scope/name')], '1 frame from @scope/name'],
  [[{ filename: 'node_modules/a/node_modules/b/x.js' }], '1 frame from b'],
  [[{ filename: 'node:internal/timers' }], '1 frame from node'],
  [[{ abs_path: '/usr/lib/python3/site-packages/django/core.py' }], '1 frame from django'],
  [[{ filename: '<anonymous>' }], '1 frame from libraries'],
])('%j: %s', (frames, label) => {
  expect(runLabel(frames)).toBe(label)
})
