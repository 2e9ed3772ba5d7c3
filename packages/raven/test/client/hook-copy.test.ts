import { describe, expect, test } from 'vitest'
import { HookCopy } from '../../src/client/hook-copy.ts'
import type { Event, Frame } from '../../src/protocol/event.ts'

const piece: Frame = Object.freeze({
  function: 'total',
  lineno: 7,
  pre_context: ['// one', '// two'],
  in_app: true,
})
const other: Frame = Object.freeze({ function: 'other' })
const event: Event = {
  event_id: 'a'.repeat(32),
  exception: { values: [{ type: 'Error', value: 'x', stacktrace: { frames: [piece, other] } }] },
}

/** The frames that come back from a hook which changes the copy of the first. */
function framesAfter(change: (frame: Record<string, unknown>, copied: Event) => void) {
  const copy = new HookCopy(event, (value) => value === piece || value === other)
  const frames = copy.event.exception?.values[0]?.stacktrace?.frames ?? []
  change(frames[0] as Record<string, unknown>, copy.event) // hooks may change whatever they are given
  const answer = copy.read(copy.event, 'b'.repeat(32))
  return answer?.exception?.values[0]?.stacktrace?.frames ?? []
}

test('what a hook is given is a copy, and may be changed', () => {
  const { event: copied } = new HookCopy(event, () => true)
  expect(copied).toEqual(event)
  const [frame] = copied.exception?.values[0]?.stacktrace?.frames ?? []
  expect(frame).not.toBe(piece)
  expect(frame?.pre_context).not.toBe(piece.pre_context)
  expect(Object.isFrozen(frame)).toBe(false)
})

test('pieces that come back unchanged are the pieces themselves', () => {
  const [first, second] = framesAfter(() => {})
  expect(first).toBe(piece)
  expect(second).toBe(other)
})

test('pieces that are not known come back as copies', () => {
  const copy = new HookCopy(event, () => false)
  const frames = copy.read(copy.event, '')?.exception?.values[0]?.stacktrace?.frames
  expect(frames).toEqual([piece, other])
  expect(frames?.[0]).not.toBe(piece)
})

describe('a piece that a hook changed is read anew:', () => {
  test.each<[string, (frame: Record<string, unknown>) => void, object]>([
    ['another value', (frame) => (frame.lineno = 8), { lineno: 8 }],
    ['one more member', (frame) => (frame.vars = { a: 1 }), { vars: { a: 1 } }],
    ['a getter', (frame) => getter(frame, 'lineno'), { lineno: '[Getter]' }],
    [
      'one item of a list',
      (frame) => (frame.pre_context = ['// one', '// 2']),
      { pre_context: ['// one', '// 2'] },
    ],
    ['a list turned object', (frame) => (frame.pre_context = {}), { pre_context: {} }],
  ])('%s', (_, change, expected) => {
    const [first, second] = framesAfter(change)
    expect(first).toEqual({ ...piece, ...expected })
    expect(second).toBe(other)
  })

  test('one member less', () => {
    const [first] = framesAfter((frame) => delete frame.in_app)
    expect(first).toEqual({ function: 'total', lineno: 7, pre_context: piece.pre_context })
  })
})

test('a list of one piece over and over is bounded', () => {
  const copy = new HookCopy(event, (value) => value === piece)
  const [value] = copy.event.exception?.values ?? []
  const frames = Array.from({ length: 9_000 }, () => value?.stacktrace?.frames?.[0])
  const answer: unknown = { ...copy.event, extra: { frames } }
  const read = copy.read(answer as Event, '') // hooks may answer anything
  expect(JSON.stringify(read).length).toBeLessThan(1_000_000)
})

function getter(frame: object, name: string): void {
  Object.defineProperty(frame, name, {
    enumerable: true,
    get() {
      throw new Error('refused')
    },
  })
}
