import { AsyncLocalStorage } from 'node:async_hooks'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_SCOPE, mergeScopes } from '../../src/scope/scope-data.ts'
import { Scopes } from '../../src/scope/scopes.ts'

const tagged = (tags: Record<string, string>) => ({ ...EMPTY_SCOPE, tags })
const crumb = (message: string) => ({ message })

function scopesWith(maxBreadcrumbs = 100): Scopes {
  return new Scopes({ maxBreadcrumbs, createStorage: () => new AsyncLocalStorage() })
}

function say(scopes: Scopes, tags: Record<string, string>): void {
  scopes.layer = mergeScopes(scopes.layer, tagged(tags))
}

test('the storage is made when the first chain is opened, not before', () => {
  let made = 0
  const scopes = new Scopes({
    maxBreadcrumbs: 1,
    createStorage: () => {
      made++
      return new AsyncLocalStorage()
    },
  })
  say(scopes, { a: '1' })
  scopes.addBreadcrumb(crumb('a'))
  scopes.current()
  scopes.lastEventId = 'x'
  scopes.leave()
  expect(made).toBe(0)
  scopes.run(EMPTY_SCOPE, () => scopes.run(EMPTY_SCOPE, () => {}))
  expect(made).toBe(1)
})

test('what is said in a chain ends with it', () => {
  const scopes = scopesWith()
  say(scopes, { base: '1' })
  const answer = scopes.run(tagged({ own: '1' }), () => {
    say(scopes, { later: '1' })
    scopes.lastEventId = 'inner'
    expect(scopes.current().tags).toEqual({ base: '1', own: '1', later: '1' })
    scopes.run(tagged({ deeper: '1' }), () => say(scopes, { own: '2' }))
    expect(scopes.current().tags).toEqual({ base: '1', own: '1', later: '1' })
    return 'answer'
  })
  expect(answer).toBe('answer')
  expect(scopes.current().tags).toEqual({ base: '1' })
})

test('who opened a layer knows the last event captured in it, and neighbours do not', async () => {
  const scopes = scopesWith()
  await scopes.run(EMPTY_SCOPE, async () => {
    await scopes.run(EMPTY_SCOPE, async () => {
      await Promise.resolve()
      scopes.lastEventId = 'inner'
    })
    expect(scopes.lastEventId).toBe('inner')
  })
  scopes.run(EMPTY_SCOPE, () => expect(scopes.lastEventId).toBeUndefined())
})

test('without a storage a layer lasts until what runs in it returns', async () => {
  const scopes = new Scopes({ maxBreadcrumbs: 1 })
  const later = scopes.run(tagged({ a: '1' }), async () => {
    scopes.run(tagged({ b: '2' }), () => expect(scopes.current().tags).toEqual({ a: '1', b: '2' }))
    expect(scopes.current().tags).toEqual({ a: '1' })
    await Promise.resolve()
    return scopes.current()
  })
  expect(scopes.current()).toEqual(EMPTY_SCOPE)
  expect(await later).toEqual(EMPTY_SCOPE)
  expect(() =>
    scopes.run(tagged({ a: '1' }), () => {
      throw new Error('out')
    }),
  ).toThrow('out')
  expect(scopes.current()).toEqual(EMPTY_SCOPE)
})

test('without a storage nothing is entered, and nothing throws', () => {
  const scopes = new Scopes({ maxBreadcrumbs: 1 })
  scopes.enter()
  expect(scopes.run(tagged({ a: '1' }), () => 'answer')).toBe('answer')
  expect(scopes.current()).toEqual(EMPTY_SCOPE)
})

test('entering and leaving a layer brings back what was said before, and only that', () => {
  const scopes = scopesWith()
  scopes.leave()
  say(scopes, { base: '1' })
  scopes.leave()
  expect(scopes.current().tags).toEqual({ base: '1' })
  scopes.run(tagged({ chain: '1' }), () => {
    scopes.enter()
    say(scopes, { chain: '2', entered: '1' })
    expect(scopes.current().tags).toEqual({ base: '1', chain: '2', entered: '1' })
    scopes.leave()
    expect(scopes.current().tags).toEqual({ base: '1', chain: '1' })
  })
})

test('a thousand interleaved chains do not see each other', async () => {
  const scopes = scopesWith()
  say(scopes, { base: '1' })
  const turn = async (times: number) => {
    for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  const seen = await Promise.all(
    Array.from({ length: 1_000 }, (_, i) =>
      scopes.run(tagged({ id: String(i) }), async () => {
        await turn(i % 5)
        say(scopes, { [`own${i}`]: '1' })
        scopes.addBreadcrumb(crumb(`crumb ${i}`))
        scopes.lastEventId = `event ${i}`
        await turn((i * 7) % 5)
        return { ...scopes.current(), last: scopes.lastEventId }
      }),
    ),
  )
  for (const [i, { tags, breadcrumbs, last }] of seen.entries()) {
    expect(tags).toEqual({ base: '1', id: String(i), [`own${i}`]: '1' })
    expect(breadcrumbs).toEqual([crumb(`crumb ${i}`)])
    expect(last).toBe(`event ${i}`)
  }
  expect(scopes.current().tags).toEqual({ base: '1' })
})

test('whoever holds a layer holds a snapshot', () => {
  const scopes = scopesWith()
  scopes.addBreadcrumb(crumb('a'))
  const before = scopes.current()
  const copy = structuredClone(before)
  scopes.addBreadcrumb(crumb('b'))
  say(scopes, { a: '1' })
  expect(before).toEqual(copy)
})

test('of many breadcrumbs that nobody looks at few are kept, and only the last are asked for', () => {
  const scopes = scopesWith(10)
  const asked: number[] = []
  for (let i = 0; i < 1_000; i++) {
    scopes.addBreadcrumb(() => {
      asked.push(i)
      return crumb(String(i))
    })
  }
  const kept = scopes.current().breadcrumbs.map(({ message }) => message)
  expect(kept).toEqual(Array.from({ length: 10 }, (_, i) => String(990 + i)))
  expect(asked.length).toBeLessThanOrEqual(20)
  expect(scopes.current().breadcrumbs).toHaveLength(10)
  expect(new Set(asked).size).toBe(asked.length)
})

test('only the last breadcrumbs are kept, also where base, chain and error come together', () => {
  const count = fc.integer({ min: 0, max: 12 })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      count,
      count,
      count,
      (max, base, chain, carried) => {
        const scopes = scopesWith(max)
        const names = (name: string, length: number) =>
          Array.from({ length }, (_, i) => `${name}${i}`)
        for (const name of names('base', base)) scopes.addBreadcrumb(crumb(name))
        scopes.run(EMPTY_SCOPE, () => {
          for (const name of names('chain', chain)) scopes.addBreadcrumb(crumb(name))
          const breadcrumbs = names('carried', carried).map(crumb)
          const all = [
            ...names('base', base).slice(max === 0 ? base : -max),
            ...names('chain', chain).slice(max === 0 ? chain : -max),
            ...names('carried', carried),
          ]
          const { breadcrumbs: kept } = scopes.current({ ...EMPTY_SCOPE, breadcrumbs })
          expect(kept.map(({ message }) => message)).toEqual(
            all.slice(max === 0 ? all.length : -max),
          )
        })
      },
    ),
  )
})

test('a storage that is needed no more is let go of, and a new one is made for whoever goes on', () => {
  const storages: AsyncLocalStorage<never>[] = []
  const scopes = new Scopes({
    maxBreadcrumbs: 1,
    createStorage: <T>() => {
      const storage = new AsyncLocalStorage<T>()
      storages.push(storage as AsyncLocalStorage<never>) // only looked at
      return storage
    },
  })
  const inside = scopes.run(tagged({ in: 'first' }), () => {
    scopes.close()
    return [storages[0]?.getStore(), scopes.current().tags]
  })
  expect(inside).toEqual([undefined, {}])
  expect(scopes.run(tagged({ in: 'second' }), () => scopes.current().tags)).toEqual({
    in: 'second',
  })
  expect(storages).toHaveLength(2)
})
