import { inspect } from 'node:util'
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

test('pieces that are not known come back as copies, once a hook has looked at them', () => {
  const copy = new HookCopy(event, () => false)
  expect(copy.event.exception).toEqual(event.exception)
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

describe('what no hook has touched is not copied', () => {
  const whole: Event = {
    ...event,
    tags: { branch: 'main' },
    extra: { cart: { items: ['lamp'] } },
    breadcrumbs: { values: [{ message: 'one' }] },
  }

  /** What is left of the event after a hook, and the copy that it was given. */
  function after(hook: (copied: Event) => unknown) {
    const copy = new HookCopy(whole, () => false)
    const answer = hook(copy.event) ?? copy.event
    return copy.read(answer, event.event_id ?? '')
  }

  test('and is the very part it was', () => {
    const read = after(() => {})
    expect(read).toEqual(whole)
    expect(read?.extra).toBe(whole.extra)
    expect(read?.exception).toBe(whole.exception)
  })

  test('and nothing else of the event is copied for the part that was', () => {
    const read = after((copied) => Reflect.set(copied.tags ?? {}, 'branch', 'other') && copied)
    expect(read).toEqual({ ...whole, tags: { branch: 'other' } })
    expect(read?.extra).toBe(whole.extra)
    expect(whole.tags).toEqual({ branch: 'main' })
  })

  test.each<[string, (copied: Event) => unknown]>([
    ['its names', (copied) => Object.keys(copied)],
    ['its names in a loop', (copied) => names(copied)],
    ['its entries', (copied) => Object.entries(copied)],
    ['itself as JSON', (copied) => JSON.stringify(copied)],
    ['a structured clone', (copied) => structuredClone(copied)],
    ['a spread', (copied) => ({ ...copied })],
    ['what assign copies', (copied) => Object.assign({}, copied)],
    ['what is printed', (copied) => inspect(copied, { depth: null })],
    ['what is printed of a part', (copied) => inspect(copied.breadcrumbs)],
    ['that it has a part', (copied) => [Object.hasOwn(copied, 'extra'), 'extra' in copied]],
    ['a part taken out', (copied) => Reflect.deleteProperty(copied, 'extra') && names(copied)],
    ['a part set', (copied) => Reflect.set(copied, 'extra', { a: 1 }) && { ...copied }],
    ['a part looked at twice', (copied) => copied.extra === copied.extra],
    ['a part of a frozen one', (copied) => Object.freeze(copied).extra === copied.extra],
    ['what it says once printed', (copied) => [inspect(copied), Reflect.ownKeys(copied)]],
  ])('but a hook sees the same: %s', (_, look) => {
    const { event: copied } = new HookCopy(whole, (piece) => piece === piece)
    expect(look(copied)).toEqual(look(structuredClone(whole)))
  })

  test.each<[string, (copied: Event) => unknown, object]>([
    ['set', (copied) => void Reflect.set(copied, 'extra', { a: 1 }), { extra: { a: 1 } }],
    ['changed deep inside', (copied) => void changed(copied), { extra: { cart: { items: [1] } } }],
    [
      'changed in a spread',
      (copied) => changed({ ...copied }),
      { extra: { cart: { items: [1] } } },
    ],
    ['changed, then frozen', (copied) => Object.freeze(changed(copied)), changedExtra()],
    ['frozen, then changed inside', (copied) => changed(Object.freeze(copied)), changedExtra()],
    ['moved elsewhere', (copied) => ({ ...copied, extra: copied.tags }), { extra: whole.tags }],
    ['moved with its getter', moved, { tags: whole.extra }],
    ['defined as a getter', (copied) => getter(copied, 'extra'), { extra: '[Getter]' }],
  ])('a part that is %s is what leaves', (_, hook, expected) => {
    expect(after(hook)).toEqual({ ...whole, ...expected })
    expect(whole.extra).toEqual({ cart: { items: ['lamp'] } })
  })

  test('a part taken out is gone', () => {
    const { extra: _, ...rest } = whole
    expect(after((copied) => void Reflect.deleteProperty(copied, 'extra'))).toEqual(rest)
  })

  test('what a hook keeps can be looked at, and changed, when the event has left', () => {
    const copy = new HookCopy(whole, () => false)
    const read = copy.read(copy.event, event.event_id ?? '')
    changed(copy.event)
    expect(copy.event).toEqual({ ...whole, ...changedExtra() })
    expect(read).toEqual(whole)
  })

  function names(object: object): string[] {
    const found: string[] = []
    for (const name in object) found.push(name)
    return found
  }

  function changed(copied: Event): Event {
    const { items } = (copied.extra ?? {}).cart as { items: unknown[] }
    items[0] = 1
    return copied
  }

  function changedExtra(): object {
    return { extra: { cart: { items: [1] } } }
  }

  function moved(copied: Event): object {
    const { extra } = Object.getOwnPropertyDescriptors(copied)
    return Object.defineProperty({ ...copied, extra: whole.extra }, 'tags', extra ?? {})
  }
})
