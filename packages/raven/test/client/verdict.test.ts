import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { MAX_WAIT_MS, verdictOf } from '../../src/client/verdict.ts'
import { TestClock } from '../support/clock.ts'
import { recorder } from '../support/recorder.ts'

const thenable = (method: unknown): object => {
  const value = {}
  Reflect.set(value, 'then', method)
  return value
}

const never = new Promise<boolean>(() => {})

describe('whether an event is wanted', () => {
  test.each<[string, () => unknown, boolean]>([
    ['a promise of false', () => Promise.resolve(false), false],
    ['a promise of true', () => Promise.resolve(true), true],
    ['a promise of anything else', () => Promise.resolve('no'), true],
    ['a promise that rejects', () => Promise.reject(new Error('nobody knows')), true],
    ['a thenable', () => thenable((resolve: (value: boolean) => void) => resolve(false)), false],
    [
      'a thenable that throws',
      () =>
        thenable(() => {
          throw new Error('nobody knows')
        }),
      true,
    ],
  ])('%s', async (_, when, isWanted) => {
    const verdict = verdictOf(when(), new TestClock().later)
    expect(verdict?.isWanted).toBe(undefined)
    expect(await verdict?.known).toBe(isWanted)
    expect(verdict?.isWanted).toBe(isWanted)
  })

  test.each([undefined, null, true, false, {}, thenable(7)])('%j promises nothing', (when) => {
    expect(verdictOf(when, new TestClock().later)).toBe(undefined)
  })

  test('nobody is waited for longer than two seconds, and no timer stays', async () => {
    const clock = new TestClock()
    const verdict = verdictOf(never, clock.later)
    clock.advance(MAX_WAIT_MS - 1)
    await turn()
    expect(verdict?.isWanted).toBe(undefined)
    clock.advance(1)
    expect(await verdict?.known).toBe(true)
    const early = verdictOf(Promise.resolve(false), clock.later)
    await early?.known
    expect(clock.pending).toBe(0)
  })
})

describe('an event whose verdict', () => {
  test('is no is dropped as ignored, whether it comes before the event is made or after', async () => {
    const { client, events } = recorder()
    const early = client.captureException(new Error('early'), { when: Promise.resolve(false) })
    let say: (isWanted: boolean) => void = () => {}
    const when = new Promise<boolean>((resolve) => {
      say = resolve
    })
    const late = client.captureMessage('late', { when })
    await turn()
    await turn()
    expect(client.stats()).toMatchObject({ waiting: 1, dropped: { ignored: 1 } })
    say(false)
    const ignored = { outcome: 'dropped', reason: 'ignored' }
    expect(await client.delivered(early)).toEqual(ignored)
    expect(await client.delivered(late)).toEqual(ignored)
    expect(await events()).toEqual([])
  })

  test('is yes leaves as it was when it was captured', async () => {
    const { client, events } = recorder()
    client.tagsContext({ step: 'capture' })
    const when = turn().then(async () => {
      client.tagsContext({ step: 'verdict' })
      return await turn(true)
    })
    client.captureException(new Error('wanted'), { when })
    expect((await events()).map(({ tags }) => tags)).toEqual([{ step: 'capture' }])
  })

  test('comes while a hook is at work counts all the same', async () => {
    const { client, events } = recorder({ beforeSend: async (event) => await turn(event) })
    client.captureMessage('not wanted', { when: Promise.resolve(false) })
    client.captureMessage('wanted', { when: turn(true) })
    expect((await events()).map(({ logentry }) => logentry?.formatted)).toEqual(['wanted'])
    expect(client.stats()).toMatchObject({ captured: 2, sent: 1, dropped: { ignored: 1 } })
  })

  test('never comes leaves when the client is closed', async () => {
    const { client, events } = recorder()
    const id = client.captureMessage('nobody knows', { when: never })
    expect(await client.close(1)).toBe(false)
    expect(await client.delivered(id)).toEqual({ outcome: 'sent', status: 200 })
    expect(await events()).toHaveLength(1)
  })

  test('is one of a flood counts in a summary when it is yes, and nowhere when it is no', async () => {
    const { client, events } = recorder({ flood: { burst: 2 } })
    const ids: string[] = []
    for (let i = 0; i < 40; i++) {
      ids.push(client.captureException(new Error('again'), { when: turn(i % 2 === 0) }))
      await turn()
      await turn()
    }
    const seen = await events()
    const told = seen.map(({ contexts }) => Number(contexts?.raven?.occurrences ?? 1))
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(20)
    expect(seen.length).toBeLessThan(5)
    expect(client.stats()).toMatchObject({ captured: 40, waiting: 0, dropped: { ignored: 20 } })
    expect(await client.delivered(ids[38] ?? '')).toEqual({ outcome: 'rolled_up' })
    expect(await client.delivered(ids[39] ?? '')).toEqual({ outcome: 'dropped', reason: 'ignored' })
  })

  test('comes after its summary has left stays counted there', async () => {
    const { client, events } = recorder({ flood: { burst: 1 } })
    let say: (isWanted: boolean) => void = () => {}
    const when = new Promise<boolean>((resolve) => {
      say = resolve
    })
    const fail = (options = {}) => client.captureException(new Error('again'), options)
    fail()
    fail() // begins the summary
    const late = fail({ when })
    const left = client.flush(50)
    say(false)
    await left
    const told = (await events()).map(({ contexts }) => Number(contexts?.raven?.occurrences ?? 1))
    const { captured, dropped } = client.stats()
    const ignored = dropped.ignored ?? 0
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(captured - ignored)
    expect((await client.delivered(late)).outcome).toBe(ignored === 1 ? 'dropped' : 'rolled_up')
  })
})
