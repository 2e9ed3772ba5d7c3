/** Programs that fail in built code, and end before, while or after their maps were read: one event, whatever happens. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import type { Event } from '../../src/protocol/event.ts'
import { folderText } from '../support/folder-text.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import { hang, Receiver, yes, type Received } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const ID = '85314830-023f-4cf1-a267-535f4e37bb17'

interface Project {
  readonly folder: string
  readonly spool: string
  /** What was built. */
  readonly file: string
}

/** A program of two lines, built; its map is as large as told, and its lines may hold something of value. */
function project({ mapBytes = 0, token = '' } = {}): Project {
  const folder = scratchFolder()
  mkdirSync(join(folder, 'src'))
  writeFileSync(
    join(folder, 'src/main.ts'),
    `type None = never\nexport const fail = (): None => { // ${token}\n  if (process.title !== "${token}") throw new RangeError("built")\n}\n`,
  )
  const file = join(folder, 'dist/main.mjs')
  const how = { bundle: true, minify: true, sourcemap: true, format: 'esm' } as const
  buildSync({ entryPoints: [join(folder, 'src/main.ts')], outfile: file, ...how })
  change(`${file}.map`, (text) => text.replace(/^\{/, `{"filler":"${'x'.repeat(mapBytes)}",`))
  return { folder, spool: scratchFolder(), file }
}

function change(file: string, edit: (text: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, 'utf8')))
}

/** Runs the program to its end. */
async function run(way: string, dsn: string, { folder, spool, file }: Project): Promise<Ended> {
  const env = { RAVEN_SPOOL_DIR: spool }
  return start(`${PROGRAMS}/mapped.mjs`, [way, dsn, file], { cwd: folder, env }).ended
}

async function nextStart(dsn: string, spool: string): Promise<void> {
  const env = { RAVEN_SPOOL_DIR: spool }
  const { code, stderr } = await start(`${PROGRAMS}/next-start.mjs`, [dsn], { env }).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
}

function eventOf({ body }: Received): Event {
  const item = decodeEnvelope(body).items.find(({ headers }) => headers.type === 'event')
  return JSON.parse(new TextDecoder().decode(item?.payload)) as Event
}

function placeOf(event: Event | undefined): string {
  const frame = event?.exception?.values.at(-1)?.stacktrace?.frames?.at(-1)
  return `${frame?.filename}:${frame?.lineno} ${frame?.function}`
}

/** The one event that came, however often. */
function only(events: readonly Event[]): Event | undefined {
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(1)
  return events.at(-1)
}

const MAPPED = 'src/main.ts:3 fail'
const GENERATED = /^dist\/main\.mjs:1 \w+$/

test.each([
  ['uncaught', 1],
  ['exit', 3],
  ['end', 0],
])('of a program that ends by %s the first error is mapped, and sent once', async (way, code) => {
  const receiver = await Receiver.start()
  const built = project()
  expect((await run(way, receiver.dsn, built)).code).toBe(code)
  await nextStart(receiver.dsn, built.spool)
  expect(receiver.received.map(eventOf).map(placeOf)).toEqual([MAPPED])
})

test.each(['uncaught', 'exit'])(
  'a program that ends by %s does not read a large map: the generated place is sent',
  async (way) => {
    const receiver = await Receiver.start()
    const built = project({ mapBytes: 3 * 1024 * 1024 })
    await run(way, receiver.dsn, built)
    await nextStart(receiver.dsn, built.spool)
    const [event, ...others] = receiver.received.map(eventOf)
    expect(others).toEqual([])
    expect(placeOf(event)).toMatch(GENERATED)
  },
)

test('of a program that was killed before its map was read the generated place is sent', async () => {
  const receiver = await Receiver.start()
  const built = project()
  const { signal } = await run('kill before the map is read', receiver.dsn, built)
  expect([signal, receiver.received]).toEqual(['SIGKILL', []])
  await nextStart(receiver.dsn, built.spool)
  expect(receiver.received).toHaveLength(1)
  expect(placeOf(eventOf(receiver.received[0]!))).toMatch(GENERATED)
})

test('of a program that was killed after its map was read one event is sent, and it is mapped', async () => {
  const receiver = await Receiver.start(hang)
  const built = project()
  const { signal } = await run('kill after the map was read', receiver.dsn, built)
  expect(signal).toBe('SIGKILL')
  receiver.respond = yes
  await nextStart(receiver.dsn, built.spool)
  const event = only(receiver.received.map(eventOf))
  expect(placeOf(event)).toBe(MAPPED)
})

test.each<[string, 'mapped' | 'generated']>([
  ['uncaught', 'mapped'],
  ['exit', 'mapped'],
  ['end', 'mapped'],
  ['kill before the map is read', 'generated'],
  ['kill after the map was read', 'mapped'],
])('what stands in the lines of a program that ends by %s is masked, %s', async (way, place) => {
  const gone = await Receiver.start()
  await gone.stop()
  const token = ['gh', 'p_', 'aB3dE5fG7h'.repeat(4)].join('')
  const built = project({ token })
  await run(way, gone.dsn, built)
  const kept = folderText(built.spool)
  expect(kept).toContain('[Filtered]')
  expect(kept).not.toContain(token)
  const receiver = await Receiver.start(yes, { port: gone.port })
  await nextStart(receiver.dsn, built.spool)
  const event = only(receiver.received.map(eventOf))
  expect(JSON.stringify(event)).not.toContain(token)
  expect(placeOf(event)).toMatch(place === 'mapped' ? MAPPED : GENERATED)
  const frame = event?.exception?.values.at(-1)?.stacktrace?.frames.at(-1)
  expect(frame?.context_line).toContain('[Filtered]')
  expect(frame?.pre_context?.at(-1) ?? '[Filtered]').toContain('[Filtered]')
})

test('a preview is mapped at once', async () => {
  const { stdout } = await run('preview', 'http://public@127.0.0.1:9/1', project())
  expect(placeOf(JSON.parse(stdout) as Event)).toBe(MAPPED)
})

const registered = `
globalThis._sentryDebugIds = { [new Error().stack]: '${ID}' }
`

test.each<[string, (built: Project) => void]>([
  ['a comment', ({ file }) => change(file, (text) => `${text}//# debugId=${ID.toUpperCase()}\n`)],
  [
    'the map',
    ({ file }) => change(`${file}.map`, (text) => text.replace('{', `{"debugId":"${ID}",`)),
  ],
  [
    'what the file told when it was loaded',
    ({ file }) => change(file, (text) => text + registered),
  ],
])('a debug id in %s names the generated file', async (_, edit) => {
  const receiver = await Receiver.start()
  const built = project()
  edit(built)
  await run('end', receiver.dsn, built)
  const [event] = receiver.received.map(eventOf)
  expect(placeOf(event)).toBe(MAPPED)
  expect(event?.debug_meta).toEqual({
    images: [{ type: 'sourcemap', code_file: built.file, debug_id: ID }],
  })
})
