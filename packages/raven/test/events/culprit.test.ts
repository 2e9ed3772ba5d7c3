import { expect, test } from 'vitest'
import { culpritOf } from '../../src/events/culprit.ts'
import type { Frame } from '../../src/protocol/event.ts'

const app = (module: string, name: string): Frame => ({ module, function: name, in_app: true })
const lib = (module: string, name: string): Frame => ({ module, function: name, in_app: false })

test.each<[Frame[], string | undefined]>([
  [[app('app', 'view'), lib('lib1', 'a'), lib('lib2', 'b')], 'app in view'],
  [[app('app', 'view'), lib('lib2', 'b')], 'app in view'],
  [[app('app', 'main'), app('app', 'view')], 'app in view'],
  [[lib('lib1', 'a'), lib('lib2', 'b')], 'lib2 in b'],
  [[{ function: 'foo' }], '? in foo'],
  [[{ module: 'foo' }], 'foo in ?'],
  [[{ module: 'foo', function: '?' }], 'foo in ?'],
  [[{ function: '?' }], undefined],
  [[{ filename: 'x.js', in_app: true }, lib('l', 'a')], 'l in a'],
  [[{}], undefined],
  [[], undefined],
])('%j', (frames, culprit) => {
  expect(culpritOf(frames)).toBe(culprit)
})
