/**
 * What every integration of a job queue promises, run against a real queue on a real server.
 *
 * The contract brings the jobs; the queue's side runs them as its users would. What a queue cannot do is
 * named in `cannot`, with the reason.
 */

import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Client, ClientOptions, Event } from 'raven-ts'
import { record } from 'raven-ts/testing'

/** A job as the contract's work sees it. */
export interface Running {
  readonly client: Client
  readonly data: { readonly order: number; readonly password?: string }
}

/** What a queue is opened with. */
export interface QueueSetup {
  /** Undefined for the queue without us. */
  readonly client: Client | undefined
  readonly allAttempts: boolean
  /** How often a job is tried. */
  readonly attempts: number
  /** Jobs at once. */
  readonly concurrency: number
  readonly work: (job: Running) => unknown
}

/** A queue of the library's, with one worker. */
export interface OpenQueue {
  readonly queue: string
  /** Adds jobs, and answers their ids. */
  add(data: readonly Running['data'][]): Promise<readonly string[]>
  /** The ends of all jobs so far: `done 4`, `failed there is no order 7`, in no order. */
  ends(): readonly string[]
  /** Stops to report; the queue goes on. */
  unwatch(): void
  close(): Promise<unknown>
}

/** A library under the contract. */
export interface QueueSystem {
  readonly name: string
  readonly open: (setup: QueueSetup) => Promise<OpenQueue>
  /** The job's name, where its jobs have one. */
  readonly jobName?: string
  /** What the library makes impossible, and why. */
  readonly cannot?: { readonly undo?: string }
  /** Jobs that run interleaved, in all; 1,000 unless the queue is slow. */
  readonly many?: number
}

const PATIENCE = { timeout: 50_000, interval: 5 }
/** For the one test that does much. */
const LONG_MS = 180_000

export class NoOrder extends Error {
  override readonly name = 'NoOrder'
}

/** Runs the contract against one queue. */
export function queueContract(system: QueueSystem): void {
  const { name, cannot = {}, jobName, many = 1_000 } = system

  const open = async (
    work: (job: Running) => unknown,
    { attempts = 1, allAttempts = false, concurrency = 4, ...options }: Options = {},
  ) => {
    const recorder = record(options)
    const { client } = recorder
    const setup = { client, allAttempts, attempts, concurrency }
    const queue = await system.open({ ...setup, work })
    onTestFinished(async () => {
      await queue.close()
      await client.close()
    })
    const run = async (...orders: number[]): Promise<readonly string[]> => {
      const ids = await queue.add(orders.map((order) => ({ order, password: 'hunter2' })))
      const timeout = orders.length < 100 ? PATIENCE.timeout : LONG_MS
      const isDone = () => expect(queue.ends()).toHaveLength(orders.length)
      await vi.waitFor(isDone, { ...PATIENCE, timeout })
      return ids
    }
    return { ...recorder, queue, run }
  }

  describe(`${name} keeps the contract of queues`, () => {
    test('a job that is done is reported by nobody', async () => {
      const { queue, run, events } = await open(({ data }) => data.order * 2)
      await run(2)
      expect(queue.ends()).toEqual(['done 4'])
      expect(await events()).toEqual([])
    })

    test('a job that fails is one event that says which job it was', async () => {
      const { queue, run, events } = await open(async ({ data }) => {
        await turn()
        throw new NoOrder(`there is no order ${data.order}`)
      })
      const [id] = await run(7)
      expect(queue.ends()).toEqual(['failed there is no order 7'])
      const [event, ...more] = await events()
      expect(more).toEqual([])
      expect(event).toMatchObject({
        level: 'error',
        exception: { values: [{ type: 'NoOrder', value: 'there is no order 7' }] },
        transaction: jobName === undefined ? queue.queue : `${queue.queue} ${jobName}`,
        tags: { queue: queue.queue, ...(jobName === undefined ? {} : { job: jobName }) },
        contexts: {
          job: {
            queue: queue.queue,
            id,
            attempt: 1,
            ...(jobName === undefined ? {} : { name: jobName }),
          },
          raven: { time_spent: expect.any(Number) as unknown },
        },
        extra: { data: { order: 7, password: '[Filtered]' } },
      })
      const [error] = event?.exception?.values ?? []
      expect(error?.mechanism).toMatchObject({ type: `auto.queue.${name}`, handled: false })
      const [frame] =
        error?.stacktrace?.frames?.filter(({ in_app: inApp }) => inApp).slice(-1) ?? []
      expect(frame?.filename ?? frame?.abs_path).toContain('queue-contract')
    })

    test('what is no error is reported too', async () => {
      const { run, events } = await open(() => {
        throw 'out of tea'
      })
      await run(1)
      const all = await events()
      expect(all.map(valueOf)).toEqual(['out of tea'])
    })

    test('an error the job reported by itself stays one event', async () => {
      const { run, events } = await open(({ client }) => {
        const error = new NoOrder('reported by hand')
        client.captureException(error, { tags: { by: 'hand' } })
        throw error
      })
      await run(1)
      const all = await events()
      expect(all.map(({ tags }) => tags?.by)).toEqual(['hand'])
    })

    test.each([
      [false, 1],
      [true, 3],
    ])(
      'of three attempts that fail, with allAttempts %s, so many are events',
      async (all, count) => {
        let calls = 0
        const { run, events } = await open(
          () => {
            throw new NoOrder(`call ${++calls}`)
          },
          { attempts: 3, allAttempts: all },
        )
        await run(1)
        expect(calls).toBe(3)
        const attempts = (await events()).map((event) => event.contexts?.job?.attempt)
        expect(attempts).toEqual([1, 2, 3].slice(-count))
      },
    )

    test('what succeeds in the end is not reported', async () => {
      let calls = 0
      const work = ({ data }: Running): number => {
        if (++calls < 3) throw new NoOrder('not yet')
        return data.order
      }
      const { queue, run, events } = await open(work, { attempts: 3 })
      await run(5)
      expect(queue.ends()).toEqual(['done 5'])
      expect(await events()).toEqual([])
    })

    test('the queue does what it does without us', async () => {
      const work = ({ data }: Running): number => {
        if (data.order % 2 === 1) throw new NoOrder(`there is no order ${data.order}`)
        return data.order
      }
      const ours = await open(work)
      await ours.run(1, 2, 3, 4)
      const setup = { client: undefined, allAttempts: false, attempts: 1, concurrency: 4, work }
      const bare = await system.open(setup)
      onTestFinished(async () => void (await bare.close()))
      await bare.add([1, 2, 3, 4].map((order) => ({ order, password: 'hunter2' })))
      await vi.waitFor(() => expect(bare.ends()).toHaveLength(4), PATIENCE)
      expect(ours.queue.ends().toSorted()).toEqual(bare.ends().toSorted())
    })

    test('a client that is disabled, or whose hook fails, costs no job', async () => {
      const hooked = await open(refuse, { beforeSend: refuse, onHookError: 'drop' })
      await hooked.run(1)
      const disabled = await open(refuse, { dsn: '' })
      await disabled.run(1)
      expect([...hooked.queue.ends(), ...disabled.queue.ends()]).toEqual([
        'failed no tea',
        'failed no tea',
      ])
      expect(await hooked.events()).toEqual([])
    })

    test.skipIf(cannot.undo !== undefined)(
      'nothing is reported any more after the undo',
      async () => {
        const { queue, run, events } = await open(refuse)
        queue.unwatch()
        await run(1)
        expect(await events()).toEqual([])
      },
    )

    test(
      `of ${many} jobs at once none has a datum of another`,
      async () => {
        const { client, run, events } = await open(
          async ({ client: own, data: { order } }) => {
            own.tagsContext({ order })
            own.captureBreadcrumb({ message: `begin ${order}` })
            for (let i = 0; i < order % 5; i++) await turn()
            own.userContext({ id: `user ${order}` })
            own.captureBreadcrumb({ message: `end ${order}` })
            throw new NoOrder(`there is no order ${order}`)
          },
          { concurrency: 100 },
        )
        const orders = Array.from({ length: many }, (_, index) => index)
        await run(...orders)
        const seen = (await events()).map((event) => ({
          value: valueOf(event),
          order: event.tags?.order,
          user: event.user?.id,
          data: (event.extra?.data as { order?: number } | undefined)?.order,
          crumbs: event.breadcrumbs?.values?.map(({ message }) => message),
        }))
        const expected = orders.map((order) => ({
          value: `there is no order ${order}`,
          order: String(order),
          user: `user ${order}`,
          data: order,
          crumbs: [`begin ${order}`, `end ${order}`],
        }))
        const byOrder = (a: { data?: number | undefined }, b: { data?: number | undefined }) =>
          Number(a.data) - Number(b.data)
        expect(seen.toSorted(byOrder)).toEqual(expected)
        expect(client.context.get()).toMatchObject({ tags: {}, breadcrumbs: [] })
      },
      LONG_MS,
    )
  })
}

type Options = Partial<Pick<QueueSetup, 'attempts' | 'allAttempts' | 'concurrency'>> &
  Omit<ClientOptions, 'transport' | 'spool'>

function refuse(): never {
  throw new NoOrder('no tea')
}

function valueOf(event: Event): string | undefined {
  return event.exception?.values.at(-1)?.value ?? undefined
}
