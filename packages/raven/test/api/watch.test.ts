import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/protocol/event.ts'
import { recorder } from '../support/recorder.ts'

/** Variables of all frames that show any, outermost first. */
function varsOf(event: Event | undefined): unknown[] {
  const frames = event?.exception?.values.at(-1)?.stacktrace?.frames ?? []
  return frames
    .filter(({ vars }) => vars !== undefined)
    .map((frame) => [frame.function, frame.vars])
}

describe('watched values', () => {
  test('stand in the frame that watched', async () => {
    const { client, events } = recorder()
    function checkout(): void {
      client.watch(
        () => ({ cart: { size: 3 }, password: 'hunter2' }),
        () => {
          throw new Error('x')
        },
      )
    }
    expect(() => client.captureExceptions(checkout)()).toThrow('x')
    const [event] = await events()
    expect(varsOf(event)).toEqual([['checkout', { cart: { size: 3 }, password: '[Filtered]' }]])
    expect(event?.extra).toEqual({})
  })

  test('of several layers stand each in its own frame', async () => {
    const { client, events } = recorder()
    const inner = () => client.watch(() => ({ at: 'inner' }), fail)
    const outer = () =>
      client.watch(
        () => ({ at: 'outer' }),
        () => inner(),
      )
    client.captureException(thrownBy(outer))
    const [event] = await events()
    expect(varsOf(event)).toEqual([
      ['outer', { at: 'outer' }],
      ['inner', { at: 'inner' }],
    ])
  })

  test('come along through rethrows', async () => {
    const { client, events } = recorder()
    const rethrowing = () => {
      try {
        client.watch(() => ({ kept: true }), fail)
      } catch (error) {
        throw error as Error
      }
    }
    client.captureException(thrownBy(() => client.withContext({ tags: { a: 1 } }, rethrowing)))
    const [event] = await events()
    expect(JSON.stringify([varsOf(event), event?.extra])).toContain('"kept":true')
    expect(event?.tags).toEqual({ a: '1' })
  })

  test('of async work whose frame is gone stand in the extra data', async () => {
    const { client, events } = recorder()
    const work = client.watch(
      () => ({ step: 2 }),
      async () => {
        await new Promise((resolve) => setImmediate(resolve))
        throw new Error('late')
      },
    )
    await expect(
      work.catch((error: unknown) => client.captureException(error)),
    ).resolves.toBeTypeOf('string')
    const [event] = await events()
    expect(JSON.stringify([varsOf(event), event?.extra])).toContain('"step":2')
  })

  test('are read only when something is thrown', async () => {
    const { client } = recorder()
    let reads = 0
    const values = () => ({ reads: ++reads })
    expect(client.watch(values, () => 7)).toBe(7)
    await expect(client.watch(values, async () => 'a')).resolves.toBe('a')
    expect(reads).toBe(0)
    thrownBy(() => client.watch(values, fail))
    expect(reads).toBe(1)
  })

  test.each<[string, () => never]>([
    ['throw', () => fail()],
    ['answer nothing', () => undefined as never],
    ['answer what cannot be read', () => Proxy.revocable({}, {}).proxy as never],
  ])('that %s change nothing for the program', async (_, values) => {
    const { client, events } = recorder({ diagnostics: false })
    const error = new RangeError('mine')
    const thrown = thrownBy(() =>
      client.watch(values, () => {
        throw error
      }),
    )
    expect(thrown).toBe(error)
    client.captureException(thrown)
    expect((await events())[0]?.exception?.values.at(-1)).toMatchObject({ type: 'RangeError' })
  })

  test.each(['text', 7, null, undefined, Symbol('s')])(
    'of a thrown %s come along where they can, and harm nothing',
    async (primitive) => {
      const { client, events } = recorder()
      const thrown = thrownBy(() =>
        client.watch(
          () => ({ why: 'primitive' }),
          () => {
            throw primitive
          },
        ),
      )
      expect(thrown).toBe(primitive)
      client.captureException(thrown)
      expect(JSON.stringify(await events())).toContain('"why":"primitive"')
    },
  )
})

function fail(): never {
  throw new Error('x')
}

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
