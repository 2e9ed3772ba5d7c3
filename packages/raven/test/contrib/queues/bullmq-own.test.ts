/** What is BullMQ's own: sandboxes, stalled jobs, errors that end all attempts, flows, the worker's faults, its end. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import {
  FlowProducer,
  Queue,
  UnrecoverableError,
  Worker,
  type Processor,
  type WorkerOptions,
} from 'bullmq'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'
import { decodeEnvelope, decodeJson, type Event } from 'raven-ts/protocol'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { hang, Receiver } from '../../support/receiver.ts'
import { scratchFolder } from '../../support/scratch.ts'

const PROGRAMS = join(import.meta.dirname, 'programs')
const PATIENCE = { timeout: 45_000, interval: 5 }

interface Choice extends Partial<WorkerOptions> {
  readonly logLevel?: string
}

describeWith('redis', () => {
  let redis: Service
  let made = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  /** A queue with one worker that is watched. */
  async function shop(processor: string | Processor | null, choice: Choice = {}) {
    const { logLevel, ...options } = choice
    const connection = { url: redis.url }
    const name = `own-${++made}`
    const recorder = record()
    const raven = ravenBullmq({ client: recorder.client, logLevel })
    const queue = new Queue(name, { connection })
    const worker = new Worker(name, processor, { connection, ...options })
    raven.watch(worker)
    const failed: string[] = []
    worker.on('failed', (_, error) => failed.push(error.message))
    onTestFinished(async () => {
      await worker.close(true)
      await queue.close()
      await recorder.client.close()
    })
    const untilFailed = (count: number) =>
      vi.waitFor(() => expect(failed).toHaveLength(count), PATIENCE)
    return { ...recorder, name, queue, worker, raven, failed, untilFailed, connection }
  }

  describe.each([
    ['a child process', false],
    ['a worker thread', true],
  ])('a processor in %s', (_, useWorkerThreads) => {
    const sandbox = (dsn: string) => {
      const env = { ...process.env, SENTRY_DSN: dsn, RAVEN_SPOOL_DIR: scratchFolder() }
      return {
        useWorkerThreads,
        // those of the test runner are not the program's
        workerForkOptions: { env, execArgv: [] },
        workerThreadsOptions: { env, execArgv: [] },
      }
    }

    test('that knows nothing of us: its error is reported here, once', async () => {
      const made = await shop(join(PROGRAMS, 'brew.mjs'), sandbox(''))
      const job = await made.queue.add('brew', { order: 7 })
      await made.untilFailed(1)
      const events = await made.events()
      expect(events).toMatchObject([
        {
          exception: { values: [{ value: 'cannot brew order 7' }] },
          contexts: { job: { queue: made.name, id: job.id, name: 'brew', attempt: 1 } },
        },
      ])
      const frames = events[0]?.exception?.values[0]?.stacktrace?.frames ?? []
      expect(frames.at(-1)?.abs_path).toContain('brew.mjs')
    })

    test('that reports for itself: its error is one event, with what the job said', async () => {
      const receiver = await Receiver.start()
      const made = await shop(join(PROGRAMS, 'brew-reported.mjs'), sandbox(receiver.dsn))
      const keys = new Set<string>()
      made.worker.on('failed', (_job, error) => Object.keys(error).forEach((key) => keys.add(key)))
      const opts = { attempts: 2 }
      const job = await made.queue.add('brew', { order: 7 }, opts)
      await made.untilFailed(2)
      await receiver.untilReceived(1)
      expect(receiver.received.map(({ body }) => eventIn(body))).toMatchObject([
        {
          exception: { values: [{ type: 'TypeError', value: 'cannot brew order 7' }] },
          contexts: { job: { queue: made.name, id: job.id, name: 'brew', attempt: 2 } },
          tags: { kettle: 'small', job: 'brew' },
        },
      ])
      expect(await made.events()).toEqual([])
      expect([...keys]).toEqual(['message'])
    })

    test('that cannot even be loaded is reported here', async () => {
      const folder = scratchFolder()
      writeFileSync(join(folder, 'broken.mjs'), 'throw new TypeError("no kettle")')
      const made = await shop(join(folder, 'broken.mjs'), sandbox(''))
      await made.queue.add('brew', {})
      await made.untilFailed(1)
      const events = await made.events()
      expect(events.map((event) => event.exception?.values[0]?.value)).toEqual(['no kettle'])
    })

    // a thread is ended by `process.exit` too, and says the same
    test('that crashes is reported by who lives on', async () => {
      const made = await shop(join(PROGRAMS, 'brew-reported.mjs'), sandbox(''))
      await made.queue.add('brew', { crash: true })
      await made.untilFailed(1)
      const [event, ...more] = await made.events()
      expect(more).toEqual([])
      expect(event?.exception?.values[0]?.value).toContain('Unexpected exit code: 3')
    })
  })

  test('workers of a class that watches are workers of that class, wrapped or in files', async () => {
    const { raven, events, queue, name, connection, client } = await shop(null)
    const Watched = raven.workerClass(Worker)
    class Own extends Watched {
      own = true
    }
    const ends = async (processor: string | Processor): Promise<void> => {
      const worker = new Own(name, processor, { connection })
      expect([worker instanceof Worker, worker.own]).toEqual([true, true])
      await queue.add('brew', { order: 7 })
      await once(worker, 'failed')
      await worker.close()
    }
    await ends((job) => {
      client.tagsContext({ from: job.name })
      throw new TypeError('from a function')
    })
    await ends(join(PROGRAMS, 'brew.mjs'))
    const seen = (await events()).map(({ exception, tags }) => [
      exception?.values[0]?.value,
      tags?.from,
    ])
    expect(seen).toEqual([
      ['from a function', 'brew'],
      ['cannot brew order 7', undefined],
    ])
  })

  test('an error that ends all attempts is reported at the first', async () => {
    const made = await shop(() => {
      throw new UnrecoverableError('no tea will ever come')
    })
    await made.queue.add('brew', {}, { attempts: 3 })
    await made.untilFailed(1)
    const events = await made.events()
    expect(events.map(({ contexts }) => contexts?.job)).toMatchObject([{ attempt: 1, attempts: 3 }])
  })

  test('a back-off that gives up ends the attempts, whatever their number', async () => {
    const settings = { backoffStrategy: () => -1 }
    const made = await shop(
      () => {
        throw new TypeError('no')
      },
      { settings },
    )
    await made.queue.add('brew', {}, { attempts: 3, backoff: { type: 'custom' } })
    await made.untilFailed(1)
    expect(await made.events()).toHaveLength(1)
  })

  test.each([
    ['error', ['job stalled more than allowable limit']],
    ['warning', ['a job stalled', 'job stalled more than allowable limit']],
  ])('a job that stalls, with logLevel %s', async (logLevel, expected) => {
    const watched = await shop(null, {
      logLevel,
      stalledInterval: 25,
      maxStalledCount: 1,
      lockDuration: 25,
    })
    const job = await watched.queue.add('brew', { order: 7 })
    // takes the job twice, and does nothing with it: a worker that died
    const dead = new Worker(watched.name, null, { connection: watched.connection })
    onTestFinished(() => dead.close(true))
    for (let i = 0; i < 2; i++) {
      const taken = await vi.waitFor(async () => {
        const next = await dead.getNextJob('dead', { block: false })
        expect(next).toBeDefined()
        return next
      }, PATIENCE)
      expect(taken?.id).toBe(job.id)
      await taken?.extendLock('dead', 1)
      const stalled = once(watched.worker, 'stalled')
      if (i === 0) void watched.worker.startStalledCheckTimer()
      await stalled
    }
    // the next one who takes it is told that it stalled too often
    const last = new Worker(
      watched.name,
      () => {
        throw new Error('was processed')
      },
      { connection: watched.connection },
    )
    watched.raven.watch(last)
    onTestFinished(() => last.close(true))
    await once(last, 'failed')
    const said = (await watched.events()).map(
      (event) => event.exception?.values[0]?.value ?? messageOf(event),
    )
    expect(new Set(said)).toEqual(new Set(expected))
  })

  test('in a flow each job that failed is an event, and names who waits for it', async () => {
    const made = await shop(async (job) => {
      await turn()
      if (job.name === 'boil') throw new TypeError('no water')
    })
    const flow = new FlowProducer({ connection: made.connection })
    onTestFinished(() => flow.close())
    const queueName = made.name
    const child = { name: 'boil', queueName, opts: { failParentOnFailure: true } }
    const tree = await flow.add({ name: 'brew', queueName, children: [child] })
    await made.untilFailed(2)
    const jobs = (await made.events()).map(({ contexts }) => contexts?.job)
    expect(jobs).toMatchObject([
      { name: 'boil', parent: `bull:${queueName}:${tree.job.id}` },
      { name: 'brew' },
    ])
  })

  describe('a fault of the worker', () => {
    test.each([
      [undefined, undefined, 1],
      ['fatal', undefined, 0],
      [undefined, 'fatal', 0],
      [undefined, 'nonsense', 1],
      ['WARN', 'fatal', 1],
    ])('with logLevel %s and SENTRY_QUEUE_LOGLEVEL %s', async (logLevel, inEnv, count) => {
      vi.stubEnv('SENTRY_QUEUE_LOGLEVEL', inEnv)
      const made = await shop(null, logLevel === undefined ? {} : { logLevel })
      const printed = vi.spyOn(console, 'error').mockReturnValue()
      const error = new Error('the broker is gone')
      made.worker.emit('error', error)
      const events = await made.events()
      expect(events.map(({ tags }) => tags?.queue)).toEqual(Array(count).fill(made.name))
      // nobody listens to `error`, so BullMQ prints it, as without us
      expect(printed).toHaveBeenCalledExactlyOnceWith(error)
    })

    test('a level nobody knows is refused', () => {
      const { client } = record()
      expect(() => ravenBullmq({ client, logLevel: 'loud' })).toThrow('logLevel must be one of')
    })
  })

  describe('a worker that is told to end', () => {
    const run = async (receiver: Receiver) => {
      const queue = new Queue(`end-${++made}`, { connection: { url: redis.url } })
      onTestFinished(() => queue.close())
      await queue.add('brew', { order: 7 })
      const env = {
        PATH: process.env.PATH,
        SENTRY_DSN: receiver.dsn,
        RAVEN_SPOOL_DIR: scratchFolder(),
        SENTRY_SHUTDOWN_TIMEOUT_MS: '500',
      }
      const child = spawn(process.execPath, [join(PROGRAMS, 'worker.mjs'), redis.url, queue.name], {
        env,
        stdio: 'inherit',
        timeout: 50_000,
        killSignal: 'SIGKILL',
      })
      return await once(child, 'exit')
    }

    test('waits until its event has arrived', async () => {
      const receiver = await Receiver.start()
      expect(await run(receiver)).toEqual([0, null])
      expect(receiver.received.map(({ body }) => eventIn(body))).toMatchObject([
        { exception: { values: [{ value: 'cannot brew order 7' }] } },
      ])
    })

    test('and no longer than it may, where nobody answers', async () => {
      expect(await run(await Receiver.start(hang))).toEqual([0, null])
    })
  })
})

function eventIn(body: Uint8Array): unknown {
  const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
  return item && decodeJson(item.payload)
}

function messageOf({ logentry }: Event): string | undefined {
  return typeof logentry === 'object' ? (logentry?.message ?? undefined) : undefined
}
