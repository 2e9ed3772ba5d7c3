/** Check-ins, of any function, of node-cron's tasks and of Croner's jobs, as a server gets them. */

import { join } from 'node:path'
import { Cron } from 'croner'
import cron from 'node-cron'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startInbox } from 'raven-inbox'
import { Client, type ClientOptions } from 'raven-ts'
import { withCheckIns } from 'raven-ts/contrib/checkins'
import { decodeEnvelope, decodeJson } from 'raven-ts/protocol'
import { Receiver } from '../../support/receiver.ts'
import { scratchFolder } from '../../support/scratch.ts'

/** A client, and what its server was sent: events and check-ins in their order. */
async function bench(options: ClientOptions = {}) {
  const receiver = await Receiver.start()
  const client = new Client(receiver.dsn, { spool: false, worker: false, ...options })
  onTestFinished(async () => void (await client.close()))
  const items = (type: string) =>
    receiver.received
      .flatMap(({ body }) => decodeEnvelope(body).items)
      .filter(({ headers }) => headers.type === type)
      .map(({ payload }) => decodeJson(payload))
  return { client, receiver, checkIns: () => items('check_in'), events: () => items('event') }
}

const ID = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown
const SECONDS = expect.any(Number) as unknown

class NoTea extends Error {}

test('a function that ends well says so, after it said that it began', async () => {
  const { client, receiver, checkIns, events } = await bench()
  const work = withCheckIns(async (cups: number) => cups * 2, {
    client,
    slug: 'Nightly Tea!',
    schedule: '0 3 * * *',
    timezone: 'Europe/Vienna',
    marginMinutes: 5,
    maxRuntimeMinutes: 30,
    environment: 'staging',
  })
  expect([work.length, await work(21)]).toEqual([1, 42])
  await receiver.untilReceived(2)
  const about = {
    check_in_id: ID,
    monitor_slug: 'nightly-tea-',
    environment: 'staging',
    monitor_config: {
      schedule: { type: 'crontab', value: '0 3 * * *' },
      timezone: 'Europe/Vienna',
      checkin_margin: 5,
      max_runtime: 30,
    },
  }
  expect(checkIns()).toEqual([
    { ...about, status: 'in_progress' },
    { ...about, status: 'ok', duration: SECONDS },
  ])
  const ids = checkIns().map((one) => Reflect.get(Object(one), 'check_in_id') as unknown)
  expect(new Set(ids).size).toBe(1)
  expect(events()).toEqual([])
})

test.each([
  ['at once', () => raise()],
  ['later', async () => raise()],
])('what it throws %s is one event and an error, and is thrown on', async (_, fail) => {
  const { client, receiver, checkIns, events } = await bench()
  const work = withCheckIns(fail, { client, slug: 'nightly' })
  await expect(async () => await work()).rejects.toThrow(NoTea)
  await receiver.untilReceived(3)
  expect(checkIns()).toMatchObject([{ status: 'in_progress' }, { status: 'error' }])
  expect(events()).toMatchObject([
    {
      exception: { values: [{ mechanism: { type: 'auto.queue.checkins', handled: false } }] },
      transaction: 'cron nightly',
      contexts: { job: { name: 'nightly' } },
    },
  ])
})

function raise(): never {
  throw new NoTea('no tea')
}

test.each([
  ['*/5 * * * * *', { value: '* * * * *' }],
  ['15 0 3 * * *', { value: '0 3 * * *' }],
  ['@daily', undefined],
  ['', undefined],
])('the schedule %j is told as servers understand it', async (schedule, expected) => {
  const { client, receiver, checkIns } = await bench()
  withCheckIns(() => {}, { client, slug: 'nightly', schedule })()
  await receiver.untilReceived(2)
  const config = expected && { monitor_config: { schedule: { type: 'crontab', ...expected } } }
  expect(checkIns()[0]).toMatchObject({ ...config })
  expect(Object.hasOwn(Object(checkIns()[0]) as object, 'monitor_config')).toBe(Boolean(config))
})

test('a server that refuses, a client that raises and one that is disabled cost nothing', async () => {
  const { client, receiver } = await bench({ raiseSendErrors: true })
  receiver.respond = (__, response) => void response.writeHead(403).end()
  expect(withCheckIns(() => 42, { client, slug: 'nightly' })()).toBe(42)
  await receiver.untilReceived(2)
  expect(withCheckIns(() => 42, { dsn: '', slug: 'nightly' })()).toBe(42)
})

test('a task of node-cron checks in by its name and pattern', async () => {
  const { client, receiver, checkIns, events } = await bench()
  const task = cron.createTask(
    '0 3 * * *',
    withCheckIns(() => raise(), { client, maxRuntimeMinutes: 7 }),
    { name: 'nightly', logger: { info() {}, warn() {}, error() {}, debug() {} } },
  )
  onTestFinished(() => void task.destroy())
  await expect(task.execute()).rejects.toThrow(NoTea)
  await receiver.untilReceived(3)
  expect(checkIns()).toMatchObject([
    {
      monitor_slug: 'nightly',
      status: 'in_progress',
      monitor_config: { schedule: { value: '0 3 * * *' }, max_runtime: 7 },
    },
    { status: 'error' },
  ])
  expect(events()).toMatchObject([{ transaction: 'cron nightly' }])
})

test('a job of Croner checks in by its name, pattern and time zone', async () => {
  const { client, receiver, checkIns, events } = await bench()
  const caught = vi.fn<(error: unknown) => void>()
  const job = new Cron(
    '0 3 * * *',
    { name: 'nightly', timezone: 'Europe/Vienna', paused: true, catch: caught },
    withCheckIns(async () => raise(), { client }),
  )
  onTestFinished(() => job.stop())
  await job.trigger()
  expect(caught).toHaveBeenCalledOnce()
  await receiver.untilReceived(3)
  expect(checkIns()).toMatchObject([
    {
      monitor_slug: 'nightly',
      status: 'in_progress',
      monitor_config: { schedule: { value: '0 3 * * *' }, timezone: 'Europe/Vienna' },
    },
    { status: 'error' },
  ])
  expect(events()).toMatchObject([{ transaction: 'cron nightly' }])
})

test('one without a name is reported, and does not check in', async () => {
  const { client, receiver, checkIns, events } = await bench()
  const job = new Cron(
    '0 3 * * *',
    { paused: true, catch: true },
    withCheckIns(() => raise(), { client }),
  )
  onTestFinished(() => job.stop())
  await job.trigger()
  await receiver.untilReceived(1)
  expect([checkIns(), events()]).toMatchObject([[], [{ transaction: 'cron' }]])
})

test('our inbox says yes to a check-in', async () => {
  const { client, receiver } = await bench()
  withCheckIns(() => {}, { client, slug: 'nightly' })()
  await receiver.untilReceived(2)
  const inbox = await startInbox({ file: join(scratchFolder(), 'inbox.db'), port: 0 })
  onTestFinished(() => inbox.close())
  for (const { body, headers } of receiver.received) {
    const auth = { 'x-sentry-auth': String(headers['x-sentry-auth']) }
    const url = new URL('api/1/envelope/', inbox.url)
    const answer = await fetch(url, { method: 'POST', body, headers: auth })
    expect(answer.status).toBe(200)
  }
})
