/** A program ends with us as it ends without us, and its event arrives once, at once or by the next start. */

import { describe, expect, test } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import { hang, Receiver, yes, type Received } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`

interface RunOptions {
  readonly dsn?: string
  readonly spool?: string
  readonly nodeArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end. The number of the process is the one thing that may differ. */
async function run(program: string, way: string[], options: RunOptions = {}): Promise<Ended> {
  const { dsn, spool = '', nodeArgs = [], env = {} } = options
  const args = dsn === undefined ? way : [...way, dsn]
  const settings = { cwd: scratchFolder(), nodeArgs, env: { RAVEN_SPOOL_DIR: spool, ...env } }
  const running = start(`${PROGRAMS}/${program}.mjs`, args, settings)
  const { stdout, stderr, ...end } = await running.ended
  const named = (text: string) => text.replaceAll(`(node:${running.child.pid})`, '(node)')
  return { ...end, stdout: named(stdout), stderr: named(stderr) }
}

async function nextStart(dsn: string, spool: string): Promise<unknown> {
  const { code, stderr, stdout } = await run('next-start', [], { dsn, spool })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

/** What the events say, one line each; an event that came twice is one. */
function saidBy(received: readonly Received[]): string[] {
  const lines = received.map(({ body }) => {
    const { headers, items } = decodeEnvelope(body)
    const text = JSON.stringify(items.map(({ payload }) => decodeJson(payload)))
    const said = ['reported', 'nobody catches this', 'at the very end', 'a mere text', 'the reason']
    return `${headers.event_id} ${said.find((one) => text.includes(one)) ?? text}`
  })
  return [...new Set(lines)].map((line) => line.slice(33))
}

/** Who is called through us has us in the stack; all else is the same to the letter. */
function comparable({ stderr, ...end }: Ended): Ended {
  const isCalledThroughUs = stderr.includes('reject in a context')
  return { ...end, stderr: isCalledThroughUs ? stderr.replaceAll(/^ +at .*\n/gm, '') : stderr }
}

interface Way {
  readonly way: string
  readonly code?: number
  readonly signal?: NodeJS.Signals
  /** What arrives in the end. */
  readonly events: readonly string[]
  readonly mode?: string
}

const reported = ['reported']
const uncaught = ['nobody catches this']

const WAYS: readonly Way[] = [
  { way: 'end', code: 0, events: reported },
  { way: 'exit', code: 3, events: reported },
  { way: 'exit later', code: 3, events: reported },
  { way: 'exit, judged by nobody yet', code: 3, events: reported },
  { way: 'exit, judged not worth it', code: 3, events: [] },
  { way: 'kill, judged by nobody yet', signal: 'SIGKILL', events: reported },
  { way: 'exit code', code: 4, events: reported },
  { way: 'exit listener', code: 0, events: reported },
  { way: 'exit listener throws', code: 1, events: reported },
  { way: 'throw', code: 1, events: uncaught },
  { way: 'throw at once', code: 1, events: uncaught },
  { way: 'throw, not installed', code: 1, events: reported },
  { way: 'throw a primitive', code: 1, events: ['a mere text'] },
  { way: 'throw, monitored by the program too', code: 1, events: uncaught },
  { way: 'throw, survived', code: 0, events: uncaught },
  { way: 'throw, caught by a callback', code: 0, events: [...reported, ...uncaught] },
  { way: 'throw, ended by the program', code: 9, events: uncaught },
  { way: 'reject', code: 1, events: uncaught },
  { way: 'reject with a primitive', code: 1, events: ['the reason'] },
  { way: 'reject, heard by the program', code: 0, events: uncaught },
  { way: 'reject, heard before us', code: 0, events: uncaught },
  { way: 'reject, ended by the program', code: 8, events: uncaught },
  { way: 'reject, thrown on by the program', code: 1, events: uncaught },
  { way: 'reject, no longer heard', code: 1, events: uncaught },
  { way: 'reject twice, heard once', code: 1, events: [...uncaught, ...uncaught] },
  { way: 'reject in a context', code: 1, events: uncaught },
  { way: 'terminate', signal: 'SIGTERM', events: reported },
  { way: 'kill later', signal: 'SIGKILL', events: reported },
  { way: 'abort', signal: 'SIGABRT', events: reported },
  { way: 'reject', mode: 'strict', code: 1, events: uncaught },
  { way: 'reject, heard by the program', mode: 'strict', code: 1, events: uncaught },
  { way: 'reject', mode: 'warn', code: 0, events: uncaught },
  { way: 'reject, heard by the program', mode: 'warn', code: 0, events: uncaught },
  { way: 'reject', mode: 'none', code: 0, events: uncaught },
  { way: 'reject', mode: 'warn-with-error-code', code: 1, events: [] },
]

describe('a program that comes to its end by', () => {
  test.each(WAYS)('$way $mode', async ({ way, mode, events, code = null, signal = null }) => {
    const nodeArgs = mode === undefined ? [] : [`--unhandled-rejections=${mode}`]
    const [up, down] = await Promise.all([Receiver.start(), Receiver.start()])
    const [upSpool, downSpool] = [scratchFolder(), scratchFolder()]
    await down.stop()
    const { dsn, port } = down
    const [bare, withServer, withoutServer] = await Promise.all([
      run('ways', [way], { nodeArgs }),
      run('ways', [way], { nodeArgs, dsn: up.dsn, spool: upSpool }),
      run('ways', [way], { nodeArgs, dsn, spool: downSpool }),
    ])
    expect(bare).toMatchObject({ code, signal })
    expect(comparable(withServer)).toEqual(comparable(bare))
    expect(comparable(withoutServer)).toEqual(comparable(bare))
    const again = await Receiver.start(yes, { port })
    await Promise.all([nextStart(up.dsn, upSpool), nextStart(dsn, downSpool)])
    expect(saidBy(up.received)).toEqual(events)
    expect(saidBy(again.received)).toEqual(events)
  })

  test('a kill inside the very turn of the capture loses the content and is counted', async () => {
    const spool = scratchFolder()
    const receiver = await Receiver.start()
    const { signal } = await run('ways', ['kill at once'], { dsn: receiver.dsn, spool })
    expect(signal).toBe('SIGKILL')
    const { stdout, stderr } = await run('next-start', [], { dsn: receiver.dsn, spool })
    expect(JSON.parse(stdout)).toMatchObject({ adopted: 1, dropped: { interrupted: 1 } })
    expect(stderr).toBe('raven: an event was lost: interrupted\n')
    expect(await nextStart(receiver.dsn, spool)).toMatchObject({ adopted: 0, dropped: {} })
    expect(receiver.received).toEqual([])
  })
})

describe('with a server that never answers', () => {
  test.each([
    ['end', {}],
    ['exit', {}],
    ['throw', {}],
    ['end', { SENTRY_WORKER: 'false' }],
    ['throw', { SENTRY_WORKER: 'false' }],
  ])(
    '%s %j: the end is held a little, and the event is kept',
    async (way, env) => {
      const spool = scratchFolder()
      const receiver = await Receiver.start(hang)
      const [bare, held] = await Promise.all([
        run('ways', [way]),
        run('ways', [way], {
          dsn: receiver.dsn,
          spool,
          env: { SENTRY_SHUTDOWN_TIMEOUT_MS: '300', SENTRY_TIMEOUT_MS: '60000', ...env },
        }),
      ])
      expect(held).toEqual(bare)
      receiver.respond = yes
      expect(await nextStart(receiver.dsn, spool)).toMatchObject({ all: true, adopted: 1, sent: 1 })
    },
    10_000,
  )

  test('a program that survives its errors is not held', async () => {
    const receiver = await Receiver.start(hang)
    const settings = { SENTRY_SHUTDOWN_TIMEOUT_MS: '60000', SENTRY_TIMEOUT_MS: '60000' }
    const running = start(`${PROGRAMS}/survivor.mjs`, [receiver.dsn], {
      env: { RAVEN_SPOOL_DIR: scratchFolder(), ...settings },
    })
    expect(await running.ended).toMatchObject({ stdout: 'survived 3\n', signal: 'SIGKILL' })
  }, 10_000)
})
