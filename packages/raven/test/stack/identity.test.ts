import { expect, test } from 'vitest'
import { runInNode } from '../support/run-in-node.ts'

interface Outcome {
  readonly sameHook: boolean
  readonly pairs: readonly {
    readonly name: string
    readonly without: unknown
    readonly withUs: unknown
    readonly again: unknown
  }[]
}

test.each([
  ['the usual limit', '10', 'none'],
  ['a limit of 0', '0', 'none'],
  ['a limit of 50', '50', 'none'],
  ['no hook at all', '10', 'absent'],
  ['a hook that is undefined', '10', 'undefined'],
  ["a program's own hook", '10', 'function'],
  ['a hook that answers a list', '10', 'list'],
  ['a hook that throws', '10', 'throws'],
  ['a hook behind an accessor', '10', 'accessor'],
  ['a hook that cannot be replaced', '10', 'fixed'],
  ['a frozen Error', '10', 'frozen'],
])('with %s, every stack is what it would be without us', async (_, limit, hook) => {
  const { sameHook, pairs } = (await runInNode('stack/programs/identity.ts', {
    args: [limit, hook],
  })) as Outcome
  const mixedUp = pairs.filter(({ without, withUs, again }) => {
    const expected = JSON.stringify(without)
    return JSON.stringify(withUs) !== expected || JSON.stringify(again) !== expected
  })
  expect(mixedUp).toEqual([])
  expect(pairs.length).toBeGreaterThan(150)
  expect(sameHook).toBe(true)
})
