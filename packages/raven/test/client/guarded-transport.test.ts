import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { guardedTransport } from '../../src/client/guarded-transport.ts'
import type { Transport } from '../../src/transports/transport.ts'

const refuse: readonly [name: string, refuse: () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('no')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
  ['rejects in another realm', () => runInNewContext("Promise.reject(new Error('no'))")],
]

test.each(refuse)(
  'a transport that %s at waiting has not waited, and we are told',
  async (_, wait) => {
    const theirs = { send: () => {}, close: () => {}, wait } as unknown as Transport // as a program may bring it
    let answer: boolean | undefined
    const failure = await new Promise((resolve) => {
      answer = guardedTransport(theirs, resolve).wait?.(5)
    })
    expect({ answer, failure }).toMatchObject({ answer: false, failure: { message: 'no' } })
  },
)
