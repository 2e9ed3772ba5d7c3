/** The order of hooks and masking, and what a failed hook leaves, in every way an event may go. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson, isJsonObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/event.ts'
import { PACKAGE, start } from '../support/programs.ts'
import { hang, Receiver, yes } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const SECRET = /hunter2|[a-z]B3dE5fG7h|ada@example/

/** How an event ends: whole, with the marks of its hooks; as a skeleton with its reason; or not at all. */
type End = { readonly order: string | undefined } | { readonly skeleton: string } | 'nothing'

const WAYS = ['ordinary', 'dying', 'roll-up', 'adopted'] as const
type Way = (typeof WAYS)[number]

const FAILED: End = { skeleton: 'before_send failed' }
const AT_WORK: End = { skeleton: 'a hook was at work when the process ended' }
const same = (end: End): Readonly<Record<Way, End>> => ({
  ordinary: end,
  dying: end,
  'roll-up': end,
  adopted: end,
})

const HOOKS: Readonly<Record<string, Readonly<Record<Way, End>>>> = {
  none: same({ order: undefined }),
  processors: same({ order: 'pq' }),
  beforeSend: same({ order: 'b' }),
  'processors, beforeSend': same({ order: 'pqb' }),
  async: { ...same({ order: 'b' }), dying: AT_WORK },
  throws: same(FAILED),
  nothing: same(FAILED),
  null: same('nothing'),
  never: { ordinary: FAILED, dying: AT_WORK, 'roll-up': AT_WORK, adopted: AT_WORK },
}

/** With `onHookError: 'drop'` nothing is kept or sent that its hooks did not see. */
const DROPPING: Readonly<Record<string, Readonly<Record<Way, End>>>> = {
  beforeSend: same({ order: 'b' }),
  throws: same('nothing'),
  nothing: same('nothing'),
  never: same('nothing'),
}

/** The folders and files of a spool, with their rights; texts are of all files together. */
function spooled(folder: string) {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const file = join(folder, name)
    return { file, stat: statSync(file) }
  })
  const files = entries.filter(({ stat }) => stat.isFile())
  return {
    files: files.map(({ file }) => file),
    text: files.map(({ file }) => readFileSync(file, 'latin1')).join('\n'),
    rights: new Set(entries.map(({ stat }) => (stat.mode & 0o777).toString(8))),
  }
}

function eventsOf({ received }: Receiver): JsonObject[] {
  const byId = new Map(
    received.map(({ body }) => {
      const { headers, items } = decodeEnvelope(body)
      const event = items.find((item) => item.headers.type === 'event')
      return [headers.event_id, event && decodeJson(event.payload)]
    }),
  )
  return [...byId.values()].filter(isJsonObject)
}

async function run(args: readonly string[], folder: string) {
  const [program = '', ...rest] = args
  const env = { RAVEN_SPOOL_DIR: folder }
  return await start(`${PROGRAMS}/${program}.mjs`, rest, { env }).ended
}

/** Runs the program and, where it died, its next start; nothing private may be read on its way. */
async function eventsAfter(way: Way, hook: string, onHookError: string): Promise<JsonObject[]> {
  const receiver = await Receiver.start(way === 'adopted' ? hang : yes)
  const folder = scratchFolder()
  const ended = await run(['hooks', way, hook, receiver.dsn, onHookError], folder)
  expect(ended.stderr.replaceAll(/^raven: .*\n/gm, '')).toBe('')
  expect([ended.code, ended.signal]).toEqual(
    { ordinary: [0, null], dying: [3, null], 'roll-up': [0, null], adopted: [null, 'SIGKILL'] }[
      way
    ],
  )
  if (way === 'adopted') {
    const { files, text, rights } = spooled(folder)
    expect(files).not.toEqual([])
    expect(text).not.toMatch(SECRET)
    expect([...rights].every((right) => right === '600' || right === '700')).toBe(true)
    receiver.respond = yes
  }
  const next = await run(['next-start', receiver.dsn], folder)
  const isAllowed = way === 'adopted' && onHookError === 'drop' // nobody vouched for it, and that is said
  const interrupted = 'raven: an event was lost: interrupted\n'
  expect(isAllowed ? next.stderr.replace(interrupted, '') : next.stderr).toBe('')
  expect(spooled(folder).files).toEqual([])
  for (const { body } of receiver.received) expect(body.toString('latin1')).not.toMatch(SECRET)
  return eventsOf(receiver)
}

const filled = (times: number, reason: string, rest: object = {}) => ({
  event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  timestamp: expect.any(Number),
  platform: 'node',
  level: 'error',
  environment: 'test',
  sdk: { name: expect.any(String), version: expect.any(String) },
  exception: {
    values: [
      {
        type: 'TypeError',
        mechanism: { type: 'generic', handled: true, exception_id: 0 },
        stacktrace: {
          frames: [
            {
              filename: expect.stringMatching(/hooks\.mjs$/),
              function: 'fail',
              lineno: expect.any(Number),
              in_app: true,
            },
          ],
        },
      },
    ],
  },
  contexts: { raven: { skeleton: reason, ...(times > 1 ? { occurrences: times } : {}), ...rest } },
})

function expectEnd(event: JsonObject, end: Exclude<End, 'nothing'>, times: number): void {
  const seen = { first_seen: expect.any(Number), last_seen: expect.any(Number) }
  if ('skeleton' in end)
    return expect(event).toEqual(filled(times, end.skeleton, times > 1 ? seen : {}))
  const marks = Object.fromEntries([...(end.order ?? '')].map((mark) => [mark, '[Filtered]']))
  expect(event).toMatchObject({
    exception: { values: [{ type: 'TypeError', value: 'refused [Filtered]' }] },
    user: { id: '42' },
    extra: { note: '[Filtered]', password: '[Filtered]', ...marks },
    request: { url: 'https://u:[Filtered]@example.com/' },
  })
  const { extra, contexts } = event
  expect(isJsonObject(extra) ? extra.order : 'no extra').toBe(end.order)
  if (times > 1) expect(contexts).toMatchObject({ raven: { occurrences: times, ...seen } })
}

describe.each([
  ['skeleton', HOOKS],
  ['drop', DROPPING],
] as const)('onHookError: %s', (onHookError, table) => {
  const cells = Object.entries(table).flatMap(([hook, ends]) =>
    WAYS.map((way) => ({ hook, way, end: ends[way] })),
  )
  test.each(cells)(
    '$hook × $way',
    async ({ hook, way, end }) => {
      const events = await eventsAfter(way, hook, onHookError)
      if (end === 'nothing') return expect(events).toEqual([])
      const isSummary = (event: JsonObject) => JSON.stringify(event).includes('"occurrences"')
      const summaries = events.filter(isSummary)
      const isRolledUp = way === 'roll-up'
      expect([events.length, summaries.length]).toEqual(isRolledUp ? [2, 1] : [1, 0])
      for (const event of events) {
        if (isSummary(event)) expectEnd(event, end, 4)
        else expectEnd(event, isRolledUp && hook === 'never' ? FAILED : end, 1) // it was waited for
      }
    },
    60_000,
  )
})
