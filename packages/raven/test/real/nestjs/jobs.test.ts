/** Jobs of an app of Nest: processors of `@nestjs/bullmq` on a real Redis, and what `@nestjs/schedule` runs. */

import 'reflect-metadata'
import { BullModule, Processor, WorkerHost } from '@nestjs/bullmq'
import { ConsoleLogger, Inject, Injectable, Module, Scope } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule'
import { Queue, Worker, type Job } from 'bullmq'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from 'raven-ts'
import { ravenBullmq } from 'raven-ts/contrib/bullmq'
import { RavenLogger, RavenModule } from 'raven-ts/contrib/nestjs'
import { record, type Recorder } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startRedis } from '../../../../../test/services/redis.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { valueOf } from '../../contracts/web/bench.ts'
import { decorate } from './serve-nest.ts'

type Class = new (...args: never[]) => object
const PATIENCE = { timeout: 45_000, interval: 5 }

class Quiet extends ConsoleLogger {
  override printMessages(): void {}
}

/** An app without a server, as workers are. */
async function start(module: Class, logging: { bufferLogs: true } | { logger: false }) {
  const app = await NestFactory.createApplicationContext(module, {
    ...logging,
    abortOnError: false,
  })
  onTestFinished(() => app.close())
  return app
}

describeWith('redis', () => {
  let redis: Service
  let made = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  /** An app with one processor of a queue of its own, set up as the page of Nest says. */
  async function shop(work: (job: Job, client: Client) => unknown, scope = Scope.DEFAULT) {
    const recorder: Recorder = record({ diagnostics: false })
    const connection = { url: redis.url }
    const name = `mail-${++made}`
    const ends: string[] = []
    class Mail extends WorkerHost {
      readonly client: Client
      constructor(client: Client) {
        super()
        this.client = client
      }
      async process(job: Job): Promise<unknown> {
        return work(job, this.client)
      }
    }
    Processor({ name, scope }, { concurrency: 4 })(Mail)
    Inject(Client)(Mail, undefined, 0)
    // oxlint-disable-next-line typescript/no-extraneous-class -- Nest knows a module by its class
    class AppModule {
      constructor(client: Client) {
        BullModule.workerClass = ravenBullmq({ client }).workerClass(
          class extends Worker {
            constructor(...args: ConstructorParameters<typeof Worker>) {
              super(...args)
              this.on('completed', (_, value) => ends.push(`done ${String(value)}`))
              this.on('failed', (_, error) => ends.push(`failed ${error.message}`))
            }
          },
        )
      }
    }
    Inject(Client)(AppModule, undefined, 0)
    Module({
      imports: [
        RavenModule.forRoot({ client: recorder.client }),
        BullModule.forRoot({ connection }),
        BullModule.registerQueue({ name }),
      ],
      providers: [Mail],
    })(AppModule)
    onTestFinished(() => {
      BullModule.workerClass = Worker
    })
    await start(AppModule, { logger: false })
    const queue = new Queue(name, { connection })
    onTestFinished(() => queue.close())
    const untilEnded = (count: number) =>
      vi.waitFor(() => expect(ends).toHaveLength(count), PATIENCE)
    return { ...recorder, name, queue, ends, untilEnded }
  }

  describe('a processor of @nestjs/bullmq', () => {
    test.each([
      ['as it is', Scope.DEFAULT],
      ['made for each job', Scope.REQUEST],
    ])(
      '%s: a job that fails is one event, with its data and what was said in it',
      async (_, scope) => {
        const mail = await shop((job, client) => {
          client.tagsContext({ template: job.name })
          throw new TypeError(`no template for ${String(job.data.user)}`)
        }, scope)
        const job = await mail.queue.add('welcome', { user: 'ann' })
        await mail.untilEnded(1)
        const event = await mail.expectOne()
        expect(event).toMatchObject({
          transaction: `${mail.name} welcome`,
          tags: { queue: mail.name, job: 'welcome', template: 'welcome' },
          extra: { data: { user: 'ann' } },
          contexts: { job: { queue: mail.name, id: job.id, name: 'welcome', attempt: 1 } },
          exception: {
            values: [
              {
                type: 'TypeError',
                value: 'no template for ann',
                mechanism: { type: 'auto.queue.bullmq', handled: false },
              },
            ],
          },
        })
        expect(event.exception?.values[0]?.stacktrace?.frames.at(-1)?.filename).toContain(
          'jobs.test',
        )
      },
    )

    test('that is tried again is one event, and answers what it answers', async () => {
      const mail = await shop((job) => {
        if (job.name === 'fine') return 'sent'
        throw new Error('the server is closed')
      })
      await mail.queue.add('fine', {})
      await mail.untilEnded(1)
      await mail.queue.add('never', {}, { attempts: 3 })
      await mail.untilEnded(4)
      expect(mail.ends).toEqual([
        'done sent',
        ...Array<string>(3).fill('failed the server is closed'),
      ])
      expect((await mail.expectOne()).contexts?.job).toMatchObject({ attempt: 3, attempts: 3 })
    })

    test('keeps what is said in jobs at the same time apart', async () => {
      let waiting = 0
      let release = (): void => {}
      const all = new Promise<void>((resolve) => (release = resolve))
      const mail = await shop(async (job, client) => {
        client.tagsContext({ reader: String(job.data.user) })
        if (++waiting === 4) release()
        await all
        throw new Error(`no mail for ${String(job.data.user)}`)
      })
      await mail.queue.addBulk(
        ['ann', 'ben', 'cid', 'dot'].map((user) => ({ name: 'news', data: { user } })),
      )
      await mail.untilEnded(4)
      const seen = (await mail.events()).map(
        (event) => [valueOf(event), event.tags?.reader] as const,
      )
      expect(new Map(seen)).toEqual(
        new Map(['ann', 'ben', 'cid', 'dot'].map((user) => [`no mail for ${user}`, user])),
      )
    })
  })
})

test('what jobs of @nestjs/schedule fail with is one event each, by the logger', async () => {
  const made = record({ diagnostics: false })
  let ticks = 0
  class Tasks {
    nightly(): never {
      throw new TypeError('from a cron job')
    }
    async poll(): Promise<void> {
      if (++ticks === 1) throw new TypeError('from an interval')
    }
    warmUp(): never {
      throw new TypeError('from a timeout')
    }
  }
  Injectable()(Tasks)
  decorate(Tasks.prototype, 'nightly', [Cron('0 0 3 * * *', { name: 'nightly' })])
  decorate(Tasks.prototype, 'poll', [Interval(1)])
  decorate(Tasks.prototype, 'warmUp', [Timeout(1)])
  // oxlint-disable-next-line typescript/no-extraneous-class -- as above
  class AppModule {}
  Module({
    imports: [
      RavenModule.forRoot({ client: made.client, logging: true }),
      ScheduleModule.forRoot(),
    ],
    providers: [Tasks],
  })(AppModule)
  const app = await start(AppModule, { bufferLogs: true })
  app.useLogger(app.get(RavenLogger).around(new Quiet()))
  await vi.waitFor(() => expect(made.client.stats().captured).toBe(2), PATIENCE)
  await app.get(SchedulerRegistry).getCronJob('nightly').fireOnTick()
  await vi.waitFor(() => expect(made.client.stats().captured).toBe(3), PATIENCE)
  const seen = (await made.events()).map((event) => [valueOf(event), event.logger] as const)
  expect(new Map(seen)).toEqual(
    new Map(
      ['a cron job', 'an interval', 'a timeout'].map((from) => [`from ${from}`, 'Scheduler']),
    ),
  )
  expect(seen).toHaveLength(3)
})
