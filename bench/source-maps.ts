/**
 * Source maps, beside `source-map` and `@sentry/node`: reading one, asking it, and a whole event.
 *
 * The program is made here: some thousand functions in many files, bundled and minified, with a map of
 * one to two megabytes. Whole events are made in processes of their own. `@sentry/node` maps nothing at
 * capture itself, so it is measured as it is and with Node's flag.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from '../packages/raven/src/node.ts'
import type { Frame } from '../packages/raven/src/protocol/event.ts'
import { nodeFiles as files } from '../packages/raven/src/runtime/node-files.ts'
import { askMap, type GeneratedPlace } from '../packages/raven/src/stack/map-answer.ts'
import { findMap, loadMap } from '../packages/raven/src/stack/map-files.ts'
import { decodeEnvelope } from '../packages/raven/src/protocol/decode-envelope.ts'
import { memoryTransport } from '../packages/raven/src/transports/memory.ts'
import { machine, median, row } from './compare.ts'

const [, self = '', peers = '', child, bundle = ''] = process.argv
const load = createRequire(join(peers, 'package.json'))

const FILES = 40
const FUNCTIONS = 50
const PLACES = 200
const ROUNDS = 40
const PROCESSES = 3
const WARM = 300

interface Program {
  readonly fail: () => Error
}

/** What one process tells of its events. */
interface Told {
  /** Microseconds that the first event took its caller, setting up included, and until it was made. */
  readonly coldCall: number
  readonly coldEvent: number
  /** The same of one event of many. */
  readonly warmCall: number
  readonly warmEvent: number
  readonly place: string
}

/** Reports one error, and resolves to the frames of its event when it is made. */
type Report = (error: Error) => { readonly made: Promise<readonly Frame[]> }

function makeProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raven-bench-'))
  mkdirSync(join(folder, 'src'))
  const names = Array.from({ length: FILES }, (_, file) => `part${file}`)
  for (const name of names) writeFileSync(join(folder, 'src', `${name}.ts`), sourceOf(name))
  writeFileSync(
    join(folder, 'src/main.ts'),
    [
      ...names.map((name) => `import * as ${name} from './${name}.ts'`),
      `const parts = { ${names.join(', ')} }`,
      'export function chosen(n: number) { return Object.values(parts)[n] }',
      'export function fail(): Error {',
      '  try { part39.step49(0); return new Error() } catch (error) { return error as Error }',
      '}',
    ].join('\n'),
  )
  const esbuild = createRequire(join(process.cwd(), 'package.json'))('esbuild') as {
    buildSync(options: object): void
  }
  const outfile = join(folder, 'dist/main.mjs')
  const how = { bundle: true, minify: true, sourcemap: true, format: 'esm', platform: 'node' }
  esbuild.buildSync({ entryPoints: [join(folder, 'src/main.ts')], outfile, ...how })
  return outfile
}

function sourceOf(name: string): string {
  const steps = Array.from({ length: FUNCTIONS }, (_, step) =>
    [
      `/** Step ${step} of ${name}: adds what was ordered, and refuses what cannot be paid. */`,
      `export function step${step}(amount: number, limit: number = ${step}): number {`,
      `  const counted: readonly number[] = [amount, ${step}, limit].filter((one) => one >= 0)`,
      `  const total = counted.reduce((sum, one) => sum + one * ${step + 1}, 0)`,
      `  if (total < ${step} * 1_000) throw new RangeError(\`${name} refuses \${total} of \${limit}\`)`,
      `  return ${step === 0 ? 'total' : `step${step - 1}(total, limit)`}`,
      '}',
    ].join('\n'),
  )
  return steps.join('\n\n')
}

/** Our events, as they would be sent. */
function ours(): Report {
  const transport = memoryTransport()
  const client = new Client('http://public@127.0.0.1:9/1', {
    transport: () => transport,
    spool: false,
    flood: false,
    diagnostics: false,
  })
  return (error) => {
    client.captureException(error)
    const made = async (): Promise<readonly Frame[]> => {
      await client.flush()
      const { items } = decodeEnvelope(transport.requests.at(-1)?.body ?? new Uint8Array())
      const item = items.find(({ headers }) => headers.type === 'event')
      const text = new TextDecoder().decode(item?.payload)
      return framesOf(JSON.parse(text))
    }
    return { made: made() }
  }
}

function framesOf(event: {
  exception?: { values?: { stacktrace?: { frames?: readonly Frame[] } }[] }
}): readonly Frame[] {
  return event.exception?.values?.at(-1)?.stacktrace?.frames ?? []
}

interface Sentry {
  init(options: object): unknown
  captureException(error: Error): string
}

/** Its events as they are when nothing of its own is left to do. */
function theirs(sentry: Sentry): Report {
  let tell: (frames: readonly Frame[]) => void = () => {}
  sentry.init({
    dsn: 'http://public@127.0.0.1:9/1',
    tracesSampleRate: 0,
    integrations: (all: readonly { name: string }[]) =>
      all.filter(({ name }) => name === 'ContextLines'),
    beforeSend: (event: Parameters<typeof framesOf>[0]) => {
      tell(framesOf(event))
      return null
    },
  })
  return (error) => {
    const made = new Promise<readonly Frame[]>((resolve) => (tell = resolve))
    sentry.captureException(error)
    return { made }
  }
}

async function tellTimes(setUp: () => Report): Promise<Told> {
  const { fail } = (await import(pathToFileURL(bundle).href)) as Program
  let report: Report | undefined
  const timed = async () => {
    const error = fail()
    const start = process.hrtime.bigint()
    report ??= setUp()
    const { made } = report(error)
    const called = process.hrtime.bigint()
    const frames = await made
    const end = process.hrtime.bigint()
    return { call: Number(called - start) / 1_000, event: Number(end - start) / 1_000, frames }
  }
  const cold = await timed()
  const warm: Awaited<ReturnType<typeof timed>>[] = []
  for (let i = 0; i < WARM; i++) warm.push(await timed())
  const { filename = '?', lineno = 0, function: name = '?' } = cold.frames.at(-1) ?? {}
  return {
    coldCall: cold.call,
    coldEvent: cold.event,
    warmCall: median(warm.slice(WARM / 3).map(({ call }) => call)),
    warmEvent: median(warm.slice(WARM / 3).map(({ event }) => event)),
    place: `\`${name}\` at ${filename.replace(/^.*\/(?=src\/|dist\/)/, '')}:${lineno}`,
  }
}

async function microseconds(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1_000
}

interface Consumer {
  originalPositionFor(place: { line: number; column: number }): unknown
  destroy?(): void
}

async function readingAndAsking(file: string): Promise<void> {
  const { SourceMapConsumer } = load('source-map') as {
    SourceMapConsumer: new (json: unknown) => Promise<Consumer>
  }
  const code = readFileSync(file, 'utf8').split('\n')
  const width = code[0]?.length ?? 0
  const places = Array.from({ length: PLACES }, (_, i): GeneratedPlace => {
    const at = { line: 1, column: 1 + ((i * 7919) % width) }
    return { file, name: undefined, start: at, ...at }
  })
  const ask = (one: ReturnType<typeof loadMap>, some: readonly GeneratedPlace[]) =>
    some.map((place) => one && askMap(one, place, '', files))
  const theirMap = () => new SourceMapConsumer(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  const askTheirs = (one: Consumer, some: readonly GeneratedPlace[]) =>
    some.map(({ line, column }) => one.originalPositionFor({ line, column: column - 1 }))
  const last = places.slice(-1)
  const kept = loadMap(findMap(file, files), files)
  const theirKept = await theirMap()
  const inTurn: readonly Measured[] = [
    {
      what: 'from a file on disk to the first answer',
      ours: () => ask(loadMap(findMap(file, files), files), last),
      theirs: async () => {
        const one = await theirMap()
        askTheirs(one, last)
        one.destroy?.()
      },
      times: 1,
    },
    {
      what: 'one more place',
      ours: () => places.map(({ line, column }) => kept?.map.placeOf(line, column)),
      theirs: () => askTheirs(theirKept, places),
      times: PLACES,
    },
    {
      what: 'one more place, with its lines of source',
      ours: () => ask(kept, places),
      times: PLACES,
    },
  ]
  await printInTurn(inTurn)
}

interface Measured {
  readonly what: string
  readonly ours: () => unknown
  /** Absent where it has no such thing. */
  readonly theirs?: () => unknown
  /** How often it is done at once. */
  readonly times: number
}

async function printInTurn(all: readonly Measured[]): Promise<void> {
  console.log(row('what', 'ours', '`source-map`', 'ours ÷ it'))
  console.log(row('---', '--:', '--:', '--:'))
  for (const { what, ours: one, theirs: other, times } of all) {
    const spent: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      spent[0].push((await microseconds(one)) / times)
      if (other) spent[1].push((await microseconds(other)) / times)
    }
    const [our, their] = spent.map(median)
    const beside = other ? [their ?? 0, (our ?? 0) / (their ?? 1)] : ['–', '–']
    console.log(row(what, our ?? 0, ...beside))
  }
}

const WAYS: readonly (readonly [string, string, readonly string[]])[] = [
  ['ours', 'ours', []],
  ['`@sentry/node`', 'theirs', []],
  ['`@sentry/node`, with `--enable-source-maps`', 'theirs', ['--enable-source-maps']],
]

function wholeEvents(file: string): void {
  const told = WAYS.map((): Told[] => [])
  for (let i = 0; i < PROCESSES; i++) {
    for (const [at, [, way, flags]] of WAYS.entries()) {
      const args = [...flags, self, peers, way, file]
      const said = execFileSync(process.execPath, args, {
        cwd: join(file, '../..'),
        encoding: 'utf8',
        timeout: 60_000,
      })
      told[at]?.push(JSON.parse(said) as Told)
    }
  }
  console.log(
    `\n${row('whole event', 'set up, first: call', 'until made', 'later: call', 'until made', 'innermost frame')}`,
  )
  console.log(row('---', '--:', '--:', '--:', '--:', '---'))
  for (const [at, [name]] of WAYS.entries()) {
    const all = told[at] ?? []
    const of = (key: Exclude<keyof Told, 'place'>) => median(all.map((one) => one[key]))
    const times = [of('coldCall'), of('coldEvent'), of('warmCall'), of('warmEvent')]
    console.log(row(name, ...times, all[0]?.place ?? '?'))
  }
}

if (child === undefined) {
  const file = makeProgram()
  const megabytes = (statSync(`${file}.map`).size / 1024 / 1024).toFixed(2)
  console.log(`${machine()}; a map of ${megabytes} MB; microseconds (median, ways taking turns)\n`)
  await readingAndAsking(file)
  wholeEvents(file)
  rmSync(join(file, '../..'), { recursive: true })
} else {
  const sentry = load('@sentry/node') as Sentry
  console.log(JSON.stringify(await tellTimes(child === 'ours' ? ours : () => theirs(sentry))))
  process.exit(0)
}
