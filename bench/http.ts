/**
 * What a server pays for its error reporter: requests per second and CPU per request of Express and
 * Fastify, bare, with us, and with `@sentry/node`; when nothing fails, and when every request does. And
 * what it costs to run a function in a scope of its own, which every request does.
 *
 * Rounds are short and many, the servers take turns in an order that rotates, and a server is compared
 * with the bare one of the same round: what else the machine does then hits both.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client } from 'raven-ts'
import { compare, machine, median, row } from './compare.ts'
import { startSink } from './sink.ts'

const PEERS = process.argv[2] ?? ''
const SERVER = join(PEERS, '..', 'http', 'server.mjs')
const FRAMEWORKS = (process.argv[3] ?? 'express,fastify').split(',')
const CLIENTS = ['bare', 'raven-ts', '@sentry/node']
const CONNECTIONS = 16
const ROUNDS = Number(process.argv[4] ?? 20)
const WARM_UP = 5
const REQUESTS = { '/fine': 1_000, '/fail': 200 }
/** What was put off belongs to these requests too. */
const SETTLES_MS = 50

type Path = keyof typeof REQUESTS

/** What one server did with one load. */
interface Load {
  readonly perSecond: number
  /** Microseconds of its process for each request. */
  readonly cpu: number
}

interface Running {
  readonly name: string
  readonly child: ChildProcess
  readonly port: number
  /** By round. */
  readonly loads: Record<Path, Load[]>
}

const { server: sink, dsn } = await startSink()
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })

async function start(framework: string, client: string): Promise<Running> {
  const child = fork(SERVER, [framework, client, dsn, PEERS], {
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [port] = (await once(child, 'message')) as [number]
  return { name: client, child, port, loads: { '/fine': [], '/fail': [] } }
}

async function read(port: number, path: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = get({ port, path, agent, host: '127.0.0.1' }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
  })
}

async function cpuOf(port: number): Promise<number> {
  const { microseconds } = JSON.parse(await read(port, '/cpu')) as { microseconds: number }
  return microseconds
}

let asked = 0

async function load(port: number, path: Path): Promise<Load> {
  const count = REQUESTS[path]
  const before = await cpuOf(port)
  const start = performance.now()
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) await read(port, `${path}?id=${asked++}`)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const seconds = (performance.now() - start) / 1_000
  await new Promise((resolve) => setTimeout(resolve, SETTLES_MS))
  return { perSecond: count / seconds, cpu: ((await cpuOf(port)) - before) / count }
}

/** The same servers, beginning with another one each time. */
const rotated = (servers: readonly Running[], by: number): readonly Running[] =>
  servers.map((_, at) => servers[(at + by) % servers.length]!)

async function play(servers: readonly Running[]): Promise<void> {
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const path of Object.keys(REQUESTS) as Path[]) {
      for (const { port, loads } of rotated(servers, round + WARM_UP)) {
        const done = await load(port, path)
        if (round >= 0) loads[path].push(done)
      }
    }
  }
}

const least = (loads: readonly Load[]): number => Math.min(...loads.map(({ cpu }) => cpu))

/**
 * Requests per second; of the rounds one by one the share of bare's and the microseconds more than bare's;
 * and these of the two rounds that other work disturbed least.
 */
function figures(loads: readonly Load[], bare: readonly Load[]): number[] {
  const beside = (compared: (load: Load, bare: Load) => number): number =>
    median(loads.map((load, round) => compared(load, bare[round]!)))
  return [
    median(loads.map(({ perSecond }) => perSecond)),
    beside((load, bare) => load.perSecond / bare.perSecond),
    beside((load, bare) => load.cpu - bare.cpu),
    least(loads) - least(bare),
  ]
}

const FIGURES = (what: string) => [`${what}: requests/s`, '÷ bare', 'µs CPU more', 'at best']

console.log(
  `${machine()}; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${REQUESTS['/fine']} and ` +
    `${REQUESTS['/fail']} requests, medians of what was compared within a round\n`,
)
console.log(row('framework', 'client', ...FIGURES('fine'), ...FIGURES('failing')))
console.log(row('---', '---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:'))
for (const framework of FRAMEWORKS) {
  const servers: Running[] = []
  for (const client of CLIENTS) servers.push(await start(framework, client))
  await play(servers)
  const [bare] = servers
  for (const { name, loads } of servers) {
    const cells = (Object.keys(REQUESTS) as Path[]).flatMap((path) =>
      figures(loads[path], bare!.loads[path]),
    )
    console.log(row(framework, name, ...cells))
  }
  for (const { child } of servers) child.disconnect()
}

/** The part of the peer that is measured. */
interface Peer {
  init(options: object): unknown
  withScope(fn: () => unknown): unknown
  withIsolationScope(fn: () => unknown): unknown
}

const peer = createRequire(join(PEERS, 'package.json'))('@sentry/node') as Peer
peer.init({ dsn })
const client = new Client(dsn)
const storage = new AsyncLocalStorage()
const store = {}
const run = () => 1
const scopes = compare({
  'a bare `AsyncLocalStorage`': () => storage.run(store, run),
  'ours, `withContext`': () => client.withContext({}, run),
  'ours, `withContext` with tags': () => client.withContext({ tags: { shop: 'blue' } }, run),
  '`@sentry/node`, `withScope`': () => peer.withScope(run),
  '`@sentry/node`, `withIsolationScope`': () => peer.withIsolationScope(run),
})
console.log(`\n${row('a function run in a fresh scope', 'µs')}\n${row('---', '--:')}`)
for (const [name, microseconds] of Object.entries(scopes)) console.log(row(name, microseconds))
sink.close()
process.exit()
