/**
 * What it costs until an error has arrived: the main thread's CPU for each, how many of a tight loop
 * arrive, memory, the end of a crashing program, the start of one, and the size on disk. Beside
 * `@sentry/node` and bare Node, each in a process of its own, taking turns; the server is a sink on loopback.
 */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { machine, row } from './compare.ts'

const PEERS = process.argv[2] ?? ''
const ROOT = join(PEERS, '..', '..')
const PROGRAM = join(ROOT, 'bench', 'delivery', 'program.mjs')
const BARE = 'bare Node'
const CLIENTS = [BARE, 'raven-ts', 'raven-ts, `flood: false`', '@sentry/node']
const ROUNDS = { start: 9, steady: 3, loop: 1, crash: 7 }
/** A program that hangs is ended, and shows as a dash. */
const TIMEOUT_MS = 60_000

type Task = keyof typeof ROUNDS
type Figures = Readonly<Record<string, number>>

/** The ids of all events that arrived since the last look. */
const ids = new Set<string>()
const sink = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const raw = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    const [head = '', item = ''] = body.toString('utf8', 0, 2_000).split('\n')
    const id = /"event_id":"(\w+)"/.exec(head)?.[1]
    if (id !== undefined && item.includes('"event"')) ids.add(id)
    response.end('{}')
  })
})
sink.listen(0, '127.0.0.1')
await once(sink, 'listening')
const dsn = `http://public@127.0.0.1:${(sink.address() as AddressInfo).port}/1`

/** Runs one program to its end: its own figures, how many events arrived, and when it was over. */
async function run(task: Task, client: string): Promise<Figures> {
  ids.clear()
  const folder = mkdtempSync(join(tmpdir(), 'raven-bench-'))
  const child = spawn(process.execPath, [PROGRAM, task, client, dsn, PEERS], {
    env: { ...process.env, RAVEN_SPOOL_DIR: join(folder, 'spool') },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const exited = once(child, 'exit').then(() => Date.now())
  await once(child, 'close')
  const over = await exited
  rmSync(folder, { recursive: true, force: true })
  return { ...(JSON.parse(text || '{}') as Figures), arrived: ids.size, over }
}

const results = new Map(CLIENTS.map((client) => [client, new Map<Task, Figures[]>()]))
for (const task of Object.keys(ROUNDS) as Task[]) {
  for (let round = 0; round < ROUNDS[task]; round++) {
    for (const client of CLIENTS) {
      const of = results.get(client)
      of?.set(task, [...(of.get(task) ?? []), await run(task, client)])
    }
  }
}

/** The middle one of what all rounds of a task gave; undefined where one of them failed. */
function median(client: string, task: Task, figure: (one: Figures) => number | undefined) {
  const values = (results.get(client)?.get(task) ?? []).map(figure)
  const sorted = values.flatMap((value) => value ?? []).toSorted((a, b) => a - b)
  return sorted.length < values.length ? undefined : sorted[Math.floor(sorted.length / 2)]
}

const shown = (value: number | undefined): string | number => value ?? '–'
const beyondBare = (client: string, task: Task, figure: (one: Figures) => number | undefined) => {
  const [own, bare] = [median(client, task, figure), median(BARE, task, figure)]
  return own === undefined || bare === undefined ? undefined : own - bare
}

function perDelivered(client: string): number | undefined {
  const us = beyondBare(client, 'steady', (one) => one.us)
  const count = median(client, 'steady', ({ arrived, captured, warmUp }) =>
    captured === undefined || warmUp === undefined || arrived === undefined
      ? undefined
      : Math.min(captured, Math.max(0, arrived - warmUp)),
  )
  return us === undefined || !count ? undefined : us / count
}

console.log(`${machine()}; medians of ${JSON.stringify(ROUNDS)} rounds, programs taking turns\n`)
console.log(row('', ...CLIENTS))
console.log(row('---', ...CLIENTS.map(() => '--:')))
const lines: readonly (readonly [string, (client: string) => number | undefined])[] = [
  ['main thread, µs of CPU for each that arrived', perDelivered],
  ['… of which arrived, of 700', (one) => median(one, 'steady', ({ arrived }) => arrived)],
  ['10,000 in a loop: arrived', (one) => median(one, 'loop', ({ arrived }) => arrived)],
  ['… the loop itself, ms', (one) => median(one, 'loop', ({ loopMs }) => loopMs)],
  ['… until all had left, ms', (one) => median(one, 'loop', ({ ms }) => ms)],
  ['… memory more at most, MB', (one) => median(one, 'loop', ({ peak }) => peak)],
  ['crash: arrived', (one) => median(one, 'crash', ({ arrived }) => arrived)],
  [
    '… from throw to exit, ms more',
    (one) =>
      beyondBare(one, 'crash', ({ at, over }) =>
        at === undefined || over === undefined ? undefined : over - at,
      ),
  ],
  ['import and init, ms of CPU more', (one) => beyondBare(one, 'start', ({ cpu }) => cpu)],
]
for (const [title, figure] of lines)
  console.log(row(title, ...CLIENTS.map((client) => shown(figure(client)))))
console.log(row('installed, MB', '–', ownMegabytes(), ownMegabytes(), megabytesOf(PEERS)))

/** What npm would install of ours. */
function ownMegabytes(): number {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '-w', 'raven-ts']
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' })) as {
    unpackedSize: number
  }[]
  return (packed?.unpackedSize ?? 0) / 1e6
}

/** Files of the peer and all it needs; what else is measured against is small beside it. */
function megabytesOf(folder: string): number {
  const bytes = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0)
  return bytes / 1e6
}

sink.close()
process.exit()
