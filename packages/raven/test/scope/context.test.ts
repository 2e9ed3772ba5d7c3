/** Context as a program meets it: through a client, on the events that leave. */

import { setImmediate as immediate, setTimeout as timeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/protocol/event.ts'
import type { ContextInput } from '../../src/scope/scope-data.ts'
import { recorder } from '../support/recorder.ts'
import { runInNode } from '../support/run-in-node.ts'

test('a storage is made by the first chain that is opened, and never by a bare client', async () => {
  expect(await runInNode('scope/programs/storages.ts')).toEqual({
    'a bare client': 0,
    'withContext, nested': 1,
    'and activate': 1,
    'activate of another client': 2,
  })
})

test('context as a function is asked for by events only, anew by each', async () => {
  const { client, events } = recorder()
  let asked = 0
  client.userContext({ id: 'of the client' })
  client.withContext(
    () => ({
      user: { id: `asked ${++asked}` },
      tags: { late: asked },
      request: { url: 'http://a/' },
    }),
    () => {
      expect(asked).toBe(0)
      client.captureMessage('first')
      client.tagsContext({ late: 'said outright' })
      client.captureMessage('second')
      client.withContext({ tags: { inner: 1 } }, () => client.captureMessage('third'))
      client.userContext(null)
      client.captureMessage('fourth')
    },
  )
  client.captureMessage('outside')
  expect(asked).toBe(4)
  expect((await events()).map(({ user, tags, request }) => [user, tags, request?.url])).toEqual([
    [{ id: 'asked 1' }, { late: '1' }, 'http://a/'],
    [{ id: 'asked 2' }, { late: 'said outright' }, 'http://a/'],
    [{ id: 'asked 3' }, { late: 'said outright', inner: '1' }, 'http://a/'],
    [{ id: 'of the client' }, { late: 'said outright' }, 'http://a/'],
    [{ id: 'of the client' }, {}, undefined],
  ])
})

test('late context lies over what was said outside, and under what is said inside, however deep', async () => {
  const { client, events } = recorder()
  const said = (tag: string) => () => ({ tags: { [tag]: 'late', shared: tag } })
  client.withContext(said('outer'), () => {
    client.tagsContext({ between: 'said', shared: 'between' })
    client.withContext(said('inner'), () => {
      client.captureMessage('inside')
      client.context.merge(() => ({ tags: { merged: 'late', shared: 'merged' } }))
      client.captureMessage('merged')
    })
    client.captureMessage('between')
  })
  expect((await events()).map(({ tags }) => tags)).toEqual([
    { outer: 'late', between: 'said', inner: 'late', shared: 'inner' },
    { outer: 'late', between: 'said', inner: 'late', merged: 'late', shared: 'merged' },
    { outer: 'late', between: 'said', shared: 'between' },
  ])
})

test('late context that throws, answers nothing or captures costs no event and no other context', async () => {
  const { client, events } = recorder()
  const hostile: unknown[] = [
    () => {
      throw new Error('no context today')
    },
    () => undefined,
    () => 7,
    () => new Proxy({}, { ownKeys: () => null as never }),
  ]
  for (const late of hostile) {
    client.withContext(late as () => ContextInput, () => {
      client.tagsContext({ said: 1 })
      client.captureMessage('still here')
    })
  }
  expect((await events()).map(({ tags }) => tags)).toEqual(hostile.map(() => ({ said: '1' })))
})

test('an error takes late context along', async () => {
  const { client, events } = recorder()
  try {
    client.withContext(
      () => ({ tags: { from: 'inside' } }),
      () => {
        throw new Error('out')
      },
    )
  } catch (error) {
    client.captureException(error)
  }
  expect((await events())[0]?.tags).toEqual({ from: 'inside' })
})

/** Ways a chain gives the turn to another. */
const HOPS: readonly (() => Promise<unknown>)[] = [
  () => Promise.resolve(),
  () => immediate(),
  () => timeout(1),
  () => timeout(0),
  () => new Promise((resolve) => process.nextTick(resolve)),
  () => new Promise((resolve) => queueMicrotask(() => resolve(undefined))),
  () => new Promise((resolve) => setTimeout(() => void immediate().then(resolve), 2)),
]
const hop = (number: number): Promise<unknown> => HOPS[number % HOPS.length]!()

test('of a thousand interleaved chains no datum comes on a wrong event', async () => {
  const { client, events } = recorder()
  client.tagsContext({ base: 'all' })
  const chain = async (i: number): Promise<void> => {
    client.userContext({ id: `user ${i}` })
    await hop(i)
    client.captureBreadcrumb({ message: `crumb ${i}` })
    client.tagsContext({ own: `own ${i}` })
    await hop(i * 3 + 1)
    const error = await failing(i).catch((thrown: unknown) => thrown)
    await hop(i * 7 + 2)
    client.captureException(error)
    const last = client.lastEventId()
    await hop(i * 5 + 3)
    expect(client.lastEventId()).toBe(last)
    client.captureMessage(`message ${i}`, { extra: { error: last } })
  }
  const failing = (i: number): Promise<never> =>
    client.withContext({ extra: { nested: i }, tags: { nested: `nested ${i}` } }, () =>
      client.watch(
        () => ({ watched: i }),
        async () => {
          await hop(i + 4)
          client.captureBreadcrumb({ message: `inner crumb ${i}` })
          await hop(i * 11)
          throw new Error(`error ${i}`)
        },
      ),
    )
  const all = Array.from({ length: 1_000 }, (_, i) =>
    client.withContext({ tags: { chain: `chain ${i}` } }, () => chain(i)),
  )
  await Promise.all(all)

  const sent = await events()
  expect(sent).toHaveLength(2_000)
  const errors = new Map(sent.map((event) => [event.exception?.values[0]?.value, event]))
  const messages = new Map(sent.map((event) => [event.logentry?.formatted, event]))
  for (let i = 0; i < 1_000; i++) {
    const error = errors.get(`error ${i}`)
    const message = messages.get(`message ${i}`)
    const tags = { base: 'all', chain: `chain ${i}`, own: `own ${i}` }
    expect(numbersIn(error)).toEqual([i])
    expect(error?.tags).toEqual({ ...tags, nested: `nested ${i}` })
    expect(error?.extra).toEqual({ nested: i, watched: { watched: i } }) // its frame is gone
    expect(error?.user).toEqual({ id: `user ${i}` })
    expect(crumbsOf(error)).toEqual([`crumb ${i}`, `inner crumb ${i}`])
    expect(numbersIn(message)).toEqual([i])
    expect(message?.tags).toEqual(tags)
    expect(message?.extra).toEqual({ error: error?.event_id })
    expect(crumbsOf(message)).toEqual([`crumb ${i}`])
  }
  expect(client.context.get().tags).toEqual({ base: 'all' })
  expect(client.context.get().user).toBeUndefined()
})

function crumbsOf(event: Event | undefined): unknown[] | undefined {
  return event?.breadcrumbs?.values.map(({ message }) => message)
}

/** Every number that a chain wrote anywhere into an event, once. */
function numbersIn(event: Event | undefined): number[] {
  const { tags, user, breadcrumbs, exception, logentry } = event ?? {}
  const vars = exception?.values.map(({ stacktrace }) => stacktrace?.frames.map((one) => one.vars))
  const value = exception?.values[0]?.value
  const text = JSON.stringify([tags, user, breadcrumbs?.values.map((one) => one.message), value])
  const found = [...`${text}${JSON.stringify([vars, logentry])}`.matchAll(/[ :](\d+)\b/g)]
  return [...new Set(found.map(([, digits]) => Number(digits)))]
}

describe('a chain', () => {
  test('lies above the base, also above what is said there later', async () => {
    const { client, events } = recorder()
    await client.withContext({ tags: { chain: '1', both: 'chain' } }, async () => {
      await outside
      client.captureMessage('inside')
    })
    client.captureMessage('outside')
    const [inside, out] = await events()
    expect(inside?.tags).toEqual({ chain: '1', both: 'chain' })
    expect(out?.tags).toEqual({})
  })

  const outside = Promise.resolve()

  test('sees what is said to the base while it runs', async () => {
    const { client, events } = recorder()
    let resume = (): void => {}
    const gate = new Promise<void>((resolve) => {
      resume = resolve
    })
    const inner = client.withContext({ tags: { both: 'chain' } }, async () => {
      await gate
      client.captureMessage('inside')
    })
    client.tagsContext({ base: 'later', both: 'base' })
    resume()
    await inner
    expect((await events())[0]?.tags).toEqual({ base: 'later', both: 'chain' })
  })

  test('begun by activate ends with deactivate, and is not seen by others', async () => {
    const { client, events } = recorder()
    client.tagsContext({ base: '1' })
    const request = async (id: string): Promise<void> => {
      client.context.activate()
      client.tagsContext({ id })
      await immediate()
      client.captureMessage(`in ${id}`)
      client.context.deactivate()
      client.captureMessage(`after ${id}`)
    }
    const requests = ['a', 'b'].map((id) => Promise.resolve().then(() => request(id)))
    await Promise.all(requests)
    const tags = new Map((await events()).map((one) => [one.logentry?.formatted, one.tags]))
    expect(Object.fromEntries(tags)).toEqual({
      'in a': { base: '1', id: 'a' },
      'in b': { base: '1', id: 'b' },
      'after a': { base: '1' },
      'after b': { base: '1' },
    })
    expect(client.context.get().tags).toEqual({ base: '1' })
  })

  test('forgets with clear what it said, and the base keeps its own', () => {
    const { client } = recorder()
    client.tagsContext({ base: '1' })
    client.withContext({ user: { id: '1' }, tags: { chain: '1' } }, () => {
      client.context.clear()
      expect(client.context.get()).toMatchObject({ tags: { base: '1' } })
      expect(client.context.get().user).toBeUndefined()
    })
  })
})

describe('an error takes along what it passed', () => {
  test('through rethrows, outer layers under inner ones, on the way and far up', async () => {
    const { client, events } = recorder()
    const innermost = async (): Promise<never> => {
      await immediate()
      throw new Error('far in')
    }
    const middle = async (): Promise<never> => {
      try {
        return await client.withContext({ tags: { a: 'in', b: 'in' }, extra: { in: 1 } }, innermost)
      } catch (error) {
        await timeout(1)
        throw error
      }
    }
    const outer = client.withContext({ tags: { b: 'out', c: 'out' }, extra: { out: 1 } }, middle)
    await outer.catch((error: unknown) => client.captureException(error))
    const [event] = await events()
    expect(event?.tags).toEqual({ a: 'in', b: 'in', c: 'out' })
    expect(event?.extra).toEqual({ in: 1, out: 1 })
  })

  test('across Promise.all and Promise.allSettled, each its own', async () => {
    const { client, events } = recorder()
    const task = (id: string) =>
      client.withContext({ tags: { id } }, async () => {
        await hop(id.charCodeAt(0))
        throw new Error(id)
      })
    await Promise.all(['a', 'b', 'c'].map(task)).catch((error: unknown) =>
      client.captureException(error),
    )
    const settled = await Promise.allSettled(['d', 'e', 'f'].map(task))
    for (const one of settled) client.captureException(one.status === 'rejected' && one.reason)
    const sent = await events()
    expect(sent).toHaveLength(4)
    for (const { exception, tags } of sent)
      expect(tags).toEqual({ id: exception?.values[0]?.value })
  })

  test.each(['text', 7, null, undefined, true, 7n])(
    'and what is no object does within its turn: %s',
    async (thrown) => {
      const { client, events } = recorder()
      await client
        .withContext({ tags: { a: 'inner' } }, async () => {
          await immediate()
          throw thrown
        })
        .catch((error: unknown) => client.captureException(error))
      await immediate()
      client.captureException(thrown)
      const tags = (await events()).map((event) => event.tags)
      expect(tags).toEqual([{ a: 'inner' }, {}])
    },
  )

  test('in no property of its own, and stays the same error', async () => {
    const { client } = recorder()
    for (const error of [new Error('x'), Object.freeze(new Error('frozen')), { code: 7 }]) {
      const before = Object.getOwnPropertyDescriptors(error)
      const thrown: unknown = await client
        .withContext({ tags: { a: '1' } }, () =>
          client.watch(
            () => ({ a: 1 }),
            () => Promise.reject(error),
          ),
        )
        .catch((one: unknown) => one)
      client.captureException(thrown)
      expect(thrown).toBe(error)
      expect(Object.getOwnPropertyDescriptors(error)).toEqual(before)
    }
  })
})

describe('watched values', () => {
  test('stand in the frame of who watched, the inner over the outer', async () => {
    const { client, events } = recorder()
    function inner(): never {
      return client.watch(
        () => ({ order: 7 }),
        () => {
          throw new Error('x')
        },
      )
    }
    function outer(): never {
      return client.watch(() => ({ user: 'ann' }), inner)
    }
    try {
      outer()
    } catch (error) {
      client.captureException(error)
    }
    const frames = (await events())[0]?.exception?.values[0]?.stacktrace?.frames ?? []
    const vars = frames.filter((frame) => frame.vars).map((frame) => [frame.function, frame.vars])
    expect(vars).toEqual([
      ['outer', { user: 'ann' }],
      ['inner', { order: 7 }],
    ])
  })

  test.each(['callsites', 'text'] as const)(
    'stand there also when it waited for the answer, and in the extra data when its frame is gone, by %s',
    async (stackCapture) => {
      const { client, events } = recorder({ stackCapture })
      const late = async (): Promise<never> => {
        await immediate()
        throw new Error('x')
      }
      async function waits(): Promise<never> {
        return await client.watch(() => ({ order: 7 }), late)
      }
      function handsOn(): Promise<never> {
        return client.watch(() => ({ user: 'ann' }), waits)
      }
      await handsOn().catch((error: unknown) => client.captureException(error))
      const [event] = await events()
      const frames = event?.exception?.values[0]?.stacktrace?.frames ?? []
      const vars = frames.filter((frame) => frame.vars).map((frame) => [frame.function, frame.vars])
      expect(vars).toEqual([['waits', { order: 7 }]])
      expect(event?.extra).toEqual({ watched: { user: 'ann' } })
    },
  )

  test('are not read while nothing throws, and cost only themselves when they cannot be', async () => {
    const { client, events } = recorder({ onInternalError: () => {} })
    let read = 0
    const values = () => {
      read++
      throw new Error('unreadable')
    }
    expect(client.watch(values, () => 'answer')).toBe('answer')
    expect(await client.watch(values, async () => 'later')).toBe('later')
    expect(read).toBe(0)
    const error = new Error('the real one')
    expect(() =>
      client.watch(values, () => {
        throw error
      }),
    ).toThrow(error)
    expect(read).toBe(1)
    client.captureException(error)
    expect((await events())[0]?.exception?.values[0]?.value).toBe('the real one')
  })

  test('are masked by name', async () => {
    const { client, events } = recorder()
    const login = () =>
      client.watch(
        () => ({ password: 'hunter2', name: 'ann' }),
        () => {
          throw new Error('x')
        },
      )
    expect(login).toThrow('x')
    try {
      login()
    } catch (error) {
      client.captureException(error)
    }
    const [event] = await events()
    expect(JSON.stringify(event?.exception)).toContain('"name":"ann"')
    expect(
      JSON.stringify(event?.exception?.values[0]?.stacktrace?.frames.map((f) => f.vars)),
    ).not.toContain('hunter2')
  })
})
