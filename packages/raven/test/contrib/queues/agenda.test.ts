/** Agenda on a real PostgreSQL: the contract, and what is its own. */

import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda, type Job } from 'agenda'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { ravenAgenda } from 'raven-ts/contrib/agenda'
import { record } from 'raven-ts/testing'
import { describeWith } from '../../../../../test/describe-with.ts'
import { startPostgres } from '../../../../../test/services/postgres.ts'
import type { Service } from '../../../../../test/services/server.ts'
import { queueContract, type QueueSetup, type Running } from '../../contracts/queue-contract.ts'

describeWith('postgres', () => {
  let postgres: Service
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  let made = 0
  const agendaOf = (maxConcurrency = 1): Agenda =>
    new Agenda({
      backend: new PostgresBackend({
        connectionString: postgres.url,
        tableName: `jobs_${++made}`,
      }),
      processEvery: 20,
      maxConcurrency,
      defaultConcurrency: maxConcurrency,
    })

  const open = async ({ client, allAttempts, attempts, concurrency, work }: QueueSetup) => {
    const agenda = agendaOf(concurrency)
    const raven = client && ravenAgenda({ client, allAttempts })
    const unwatch = raven?.watch(agenda)
    const ends: string[] = []
    const brew = async (job: Job<Running['data']>): Promise<void> => {
      const running = { client: client as NonNullable<typeof client> }
      const value = await work({ ...running, data: job.attrs.data })
      ends.push(`done ${String(value)}`)
    }
    const backoff = ({ attempt }: { attempt: number }): number | null =>
      attempt < attempts ? 0 : null
    // a promise is waited for, which Agenda's type says besides
    // oxlint-disable-next-line typescript/no-misused-promises
    agenda.define('brew', raven?.wrapProcessor(brew) ?? brew, attempts > 1 ? { backoff } : {})
    const failed = (error: unknown): void =>
      void ends.push(`failed ${error instanceof Error ? error.message : String(error)}`)
    if (attempts > 1) agenda.on('retry exhausted', failed)
    else agenda.on('fail', failed)
    await agenda.start()
    return {
      queue: 'agenda',
      add: async (all: readonly Running['data'][]) => {
        const jobs = await Promise.all(all.map((data) => agenda.now('brew', data)))
        return jobs.map(({ attrs }) => String(attrs._id))
      },
      ends: () => ends,
      unwatch: () => unwatch?.(),
      close: () => agenda.stop(),
    }
  }

  queueContract({ name: 'agenda', open, many: 200, jobName: 'brew' })

  test('a job whose function calls back is heard too', async () => {
    const { client, events } = record()
    const agenda = agendaOf()
    onTestFinished(() => agenda.stop())
    const raven = ravenAgenda({ client })
    raven.watch(agenda)
    const failed = vi.fn<() => void>()
    agenda.define(
      'brew',
      raven.wrapProcessor((_: Job, done: (error?: Error) => void) => {
        setImmediate(() => done(new TypeError('no water')))
      }),
    )
    agenda.on('fail', failed)
    await agenda.start()
    await agenda.now('brew', {})
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce(), { timeout: 45_000, interval: 5 })
    expect(await events()).toMatchObject([{ exception: { values: [{ value: 'no water' }] } }])
  })
})
