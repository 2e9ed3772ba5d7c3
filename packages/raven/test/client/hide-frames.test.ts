import { expect, test } from 'vitest'
import { recorder } from '../support/recorder.ts'

const LIBRARY = /rpc-kit\//

/** An error whose stack is of these calls, innermost first as engines write it. */
function thrownBy(...files: readonly string[]): Error {
  const error = new RangeError('no tea')
  const calls = files.map((file, at) => `    at call${at} (${file}:${at + 1}:1)`)
  error.stack = ['RangeError: no tea', ...calls].join('\n')
  return error
}

const OWN = '/shop/tea.js'
const KIT = '/shop/node_modules/rpc-kit/server.js'
const OTHER = '/shop/node_modules/other/index.js'

test.each([
  ['what called the program, up to the last such file', [OWN, KIT, 'node:net', KIT], [OWN]],
  ['others outside of it too', [OWN, KIT, OTHER], [OWN]],
  ['not others that stand between', [OWN, OTHER, KIT], [OTHER, OWN]],
  ['not what the program called', [KIT, OWN, KIT], [OWN, KIT]],
  ['nothing of the program', [OWN, KIT, OWN], [OWN, KIT, OWN]],
  ['nothing where no such file is', [OWN, OTHER], [OTHER, OWN]],
  ['nothing where no call is of the program', [KIT, OTHER, KIT], [KIT, OTHER, KIT]],
])('hideFrames leaves out %s', async (_, files, kept) => {
  const { client, events } = recorder({ stackCapture: 'text' })
  client.captureException(thrownBy(...files), { hideFrames: LIBRARY })
  const [event] = await events()
  const frames = event?.exception?.values[0]?.stacktrace?.frames ?? []
  expect(frames.map(({ abs_path: file }) => file)).toEqual(kept)
})

test('of causes too, with a pattern that keeps its place', async () => {
  const { client, events } = recorder({ stackCapture: 'text' })
  const error = Object.assign(thrownBy(OWN, KIT), { cause: thrownBy(OWN, OWN, KIT) })
  const sticky = /rpc-kit/g
  client.captureException(error, { hideFrames: sticky })
  const [event] = await events()
  const lengths = event?.exception?.values.map(({ stacktrace }) => stacktrace?.frames.length)
  expect(lengths).toEqual([2, 1])
  expect(sticky.lastIndex).toBe(0)
})

test('of a very long stack, the calls that were not read keep their positions', async () => {
  const { client, events } = recorder({ stackCapture: 'text' })
  const own = Array.from({ length: 80 }, () => OWN)
  const kit = Array.from({ length: 80 }, () => KIT)
  const hidden = (files: readonly string[]) =>
    client.captureException(thrownBy(...files), { hideFrames: LIBRARY })
  hidden([...own, KIT, KIT, KIT])
  hidden([...own, ...kit])
  hidden([OWN, OWN, ...kit])
  const stacks = (await events()).map((event) => event.exception?.values[0]?.stacktrace)
  expect(stacks.map((stack) => [stack?.frames.length, stack?.frames_omitted])).toEqual([
    [47, [23, 56]],
    [25, [1, 111]],
    [2, undefined],
  ])
})

test('what is no pattern hides nothing', async () => {
  const { client, events } = recorder({ stackCapture: 'text' })
  client.capture('Exception', { error: thrownBy(OWN, KIT), hideFrames: 'rpc-kit' as never })
  const [event] = await events()
  expect(event?.exception?.values[0]?.stacktrace?.frames).toHaveLength(2)
})
