/** `raven-ts spool`, as a user runs it. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { barOf } from '../../src/cli/progress.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import { hang, Receiver, yes } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const BIN = join(PACKAGE, 'bin', 'raven-ts.mjs')
const LEAVE = join(PACKAGE, 'test/e2e/programs/leave.mjs')

/** A spool in which a program left events, and a server that is away until it is let in. */
class Place {
  readonly folder = scratchFolder()
  readonly receiver: Receiver

  constructor(receiver: Receiver) {
    this.receiver = receiver
  }

  static async with(count: number): Promise<Place> {
    const place = new Place(await Receiver.start(hang))
    const env = { ...place.env, SENTRY_SHUTDOWN_TIMEOUT_MS: '1' }
    await start(LEAVE, [place.receiver.dsn, `${count}`], { env }).ended
    place.receiver.received.length = 0
    place.receiver.respond = yes
    return place
  }

  get env() {
    return { RAVEN_SPOOL_DIR: this.folder, SENTRY_DSN: this.receiver.dsn }
  }

  run(...args: string[]): Promise<Ended> {
    return start(BIN, ['spool', ...args], { env: this.env, cwd: scratchFolder() }).ended
  }

  async list(...args: string[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await this.run('list', '--json', ...args)
    return JSON.parse(stdout)
  }
}

describe('list', () => {
  test('shows a table, oldest first', async () => {
    const place = await Place.with(2)
    const { code, stdout, stderr } = await place.run('list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [headings, ...rows] = stdout.trim().split('\n')
    expect(headings).toMatch(/^ID +CAPTURED +BYTES +STATE +EVENT$/)
    expect(rows.map((row) => row.replace(/^[0-9a-f]{32}  [-\d]{10} [:\d]{8}  \d+ +/, ''))).toEqual([
      'waiting  Error: left 0',
      'waiting  Error: left 1',
    ])
  })

  test('says so where nothing waits, and holds nothing of other servers', async () => {
    const place = await Place.with(1)
    const other = await place.run('list', 'http://other@localhost/7')
    expect(other).toMatchObject({ code: 0, stdout: 'Nothing waits.\n', stderr: '' })
    expect(await place.list(place.receiver.dsn)).toMatchObject([
      { state: 'waiting', inUse: false, title: 'Error: left 0' },
    ])
  })
})

describe('show', () => {
  test('prints one event, as it would leave', async () => {
    const place = await Place.with(1)
    const [entry] = await place.list()
    const { code, stdout } = await place.run('show', String(entry?.id))
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { event_id: entry?.id, level: 'error' }])
    expect(stdout).not.toContain('hunter2')
  })

  test('of an event that is not there fails', async () => {
    const place = await Place.with(0)
    expect(await place.run('show', 'f'.repeat(32))).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('send', () => {
  test('sends what waits, and leaves nothing', async () => {
    const place = await Place.with(20)
    const ids = (await place.list()).map(({ id }) => id)
    expect(await place.run('send')).toEqual({
      code: 0,
      signal: null,
      stdout: 'sent 20 of 20\n',
      stderr: '',
    })
    expect(place.receiver.ids.toSorted()).toEqual(ids.map(String).toSorted())
    expect(await place.list()).toEqual([])
  })

  test('to a server that refuses for now keeps everything and fails', async () => {
    const place = await Place.with(3)
    place.receiver.respond = (_, response) => void response.writeHead(503).end()
    expect(await place.run('send', place.receiver.dsn)).toMatchObject({
      code: 1,
      stdout: 'sent 0 of 3\n',
    })
    expect(await place.list()).toHaveLength(3)
  })
})

describe('delete', () => {
  test('deletes what is named, and no more', async () => {
    const place = await Place.with(3)
    const [first, second] = (await place.list()).map(({ id }) => String(id))
    expect(await place.run('delete', first ?? '')).toMatchObject({ code: 0, stdout: 'deleted 1\n' })
    expect((await place.list()).map(({ id }) => id)).toContain(second)
    expect(await place.run('delete', first ?? '')).toMatchObject({ code: 1, stdout: 'deleted 0\n' })
    expect(await place.run('delete', '--all')).toMatchObject({ code: 0, stdout: 'deleted 2\n' })
    expect(readdirSync(place.folder, { recursive: true })).toHaveLength(1)
    expect(place.receiver.received).toEqual([])
  })
})

describe('what a flood counted', () => {
  async function flooded(): Promise<Place> {
    const place = await Place.with(0)
    place.receiver.respond = hang
    const env = { ...place.env, SENTRY_SHUTDOWN_TIMEOUT_MS: '1' }
    await start(LEAVE, [place.receiver.dsn, '60'], { env }).ended
    place.receiver.received.length = 0
    place.receiver.respond = yes
    return place
  }

  test('is listed and shown with its number', async () => {
    const place = await flooded()
    const counted = (await place.list()).find(({ occurrences }) => occurrences === 10)
    expect(counted).toMatchObject({ state: 'waiting', inUse: false, title: 'Error: left 50' })
    const { stdout } = await place.run('show', String(counted?.id))
    expect(JSON.parse(stdout)).toMatchObject({ contexts: { raven: { occurrences: 10 } } })
    expect((await place.run('list')).stdout).toContain('Error: left 50 (10 times)')
  })

  test('is sent', async () => {
    const place = await flooded()
    const { code, stdout } = await place.run('send')
    expect([code, stdout]).toEqual([0, 'sent 50 of 50, and 1 with the number of a flood\n'])
    expect(await place.list()).toEqual([])
  })

  test('is deleted, by its id or with all', async () => {
    const place = await flooded()
    const counted = (await place.list()).find(({ occurrences }) => occurrences === 10)
    expect((await place.run('delete', String(counted?.id))).stdout).toBe('deleted 1\n')
    expect(await place.list()).toHaveLength(50)
    expect((await place.run('delete', '--all')).stdout).toBe('deleted 50\n')
    expect(readdirSync(place.folder, { recursive: true })).toHaveLength(1)
  })
})

test.each([
  ['no command'],
  ['a wrong one', 'lists'],
  ['a wrong option', 'list', '--jsn'],
  ['no id', 'show'],
  ['nothing to delete', 'delete'],
  ['a DSN that is none', 'list', 'localhost:9000'],
])('%s is a wrong question: 2, and the help', async (_, ...args) => {
  const ended = await start(BIN, ['spool', ...args], { env: { RAVEN_SPOOL_DIR: scratchFolder() } })
    .ended
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain('npx raven-ts spool send http')
})

test('--help shows an example', async () => {
  const ended = await start(BIN, ['spool', 'list', '--help'], {}).ended
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain('Example')
})

test.each([
  [{ done: 0, all: 0 }, '[..............................] 0/0'],
  [{ done: 5, all: 10 }, '[###############...............] 5/10'],
  [{ done: 10, all: 10 }, '[##############################] 10/10'],
])('a bar of %j', (amount, text) => {
  expect(barOf(amount)).toBe(text)
})
