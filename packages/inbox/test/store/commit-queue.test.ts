import { describe, expect, test } from 'vitest'
import { CommitQueue } from '../../src/store/commit-queue.ts'

/** A queue whose commits end when the test says so. */
function gated(maxItems: number) {
  const commits: { readonly items: readonly number[]; end: () => void }[] = []
  const started: (() => void)[] = []
  const queue = new CommitQueue<number, string>(
    (items) =>
      new Promise((resolve) => {
        commits.push({ items, end: () => resolve(items.map((item) => `${item} done`)) })
        started.shift()?.()
      }),
    maxItems,
  )
  return { queue, commits, next: () => new Promise<void>((resolve) => void started.push(resolve)) }
}

describe('a queue of commits', () => {
  test('starts with the first item, and gathers what comes while a commit runs', async () => {
    const { queue, commits, next } = gated(100)
    let started = next()
    const first = queue.add([1])
    await started
    const others = [queue.add([2]), queue.add([3, 4]), queue.add([])]
    started = next()
    expect(commits.map((commit) => commit.items)).toEqual([[1]])
    commits[0]?.end()
    expect(await first).toEqual(['1 done'])
    await started
    expect(commits[1]?.items).toEqual([2, 3, 4])
    commits[1]?.end()
    expect(await Promise.all(others)).toEqual([['2 done'], ['3 done', '4 done'], []])
  })

  test('cuts commits at their limit, but no group of one caller', async () => {
    const sizes: number[] = []
    const queue = new CommitQueue<number, number>((items) => {
      sizes.push(items.length)
      return Promise.resolve(items)
    }, 10)
    const groups = [4, 4, 4, 25, 1].map((size) => Array.from({ length: size }, (_, index) => index))
    const results = await Promise.all(groups.map((group) => queue.add(group)))
    expect(results).toEqual(groups)
    expect(sizes).toEqual([8, 4, 25, 1])
  })

  test('does not let one bad group spoil its neighbours', async () => {
    const queue = new CommitQueue<number, number>((items) => {
      if (items.includes(13)) return Promise.reject(new Error('unlucky'))
      return Promise.resolve(items)
    }, 100)
    const results = await Promise.allSettled([queue.add([1]), queue.add([13, 2]), queue.add([3])])
    expect(results).toEqual([
      { status: 'fulfilled', value: [1] },
      { status: 'rejected', reason: new Error('unlucky') },
      { status: 'fulfilled', value: [3] },
    ])
    expect(await queue.add([4])).toEqual([4])
  })

  test('is idle when nothing waits', async () => {
    const queue = new CommitQueue<number, number>((items) => Promise.resolve(items), 1)
    await queue.idle()
    let settled = 0
    for (const item of [1, 2, 3]) void queue.add([item]).then(() => (settled += 1))
    await queue.idle()
    expect(settled).toBe(3)
  })
})
