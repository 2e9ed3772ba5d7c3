/**
 * What a server pays for its error reporter: requests per second and CPU per request of Express and
 * Fastify, bare, with us, and with `@sentry/node`; when nothing fails, and when every request does.
 */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { machine, median, row } from './compare.ts'
import { startSink } from './sink.ts'

const PEERS = process.argv[2] ?? ''
const SERVER = join(PEERS, '..', 'http', 'server.mjs')
const FRAMEWORKS = (process.argv[3] ?? 'express,fastify').split(',')
const CLIENTS = ['bare', 'raven-ts', '@sentry/node']
const CONNECTIONS = 16
const ROUNDS = 7
const WARM_UP = 2
const REQUESTS = { '/fine': 4_000, '/fail': 800 }

type Path = keyof typeof REQUESTS

interface Running {
  readonly name: string
  readonly child: ChildProcess
  readonly port: number
  readonly perSecond: Record<Path, number[]>
  readonly cpu: Record<Path, number[]>
}

const { server: sink, dsn } = await startSink()
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })

async function start(framework: string, client: string): Promise<Running> {
  const child = fork(SERVER, [framework, client, dsn, PEERS], {
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [port] = (await once(child, 'message')) as [number]
  const figures = () => ({ '/fine': [], '/fail': [] }) as Record<Path, number[]>
  return { name: client, child, port, perSecond: figures(), cpu: figures() }
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

async function load(port: number, path: Path): Promise<{ perSecond: number; cpu: number }> {
  const count = REQUESTS[path]
  const before = await cpuOf(port)
  const start = performance.now()
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) await read(port, `${path}?id=${asked++}`)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const seconds = (performance.now() - start) / 1_000
  // what was put off belongs to these requests too
  await new Promise((resolve) => setTimeout(resolve, 50))
  return { perSecond: count / seconds, cpu: ((await cpuOf(port)) - before) / count }
}

console.log(
  `${machine()}; ${CONNECTIONS} connections, median of ${ROUNDS} rounds, servers taking turns\n`,
)
console.log(
  row(
    'framework',
    'client',
    'fine: requests/s',
    '÷ bare',
    'µs CPU more',
    'failing: requests/s',
    '÷ bare',
    'µs CPU more',
  ),
)
console.log(row('---', '---', '--:', '--:', '--:', '--:', '--:', '--:'))
for (const framework of FRAMEWORKS) {
  const running: Running[] = []
  for (const client of CLIENTS) running.push(await start(framework, client))
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const path of Object.keys(REQUESTS) as Path[]) {
      for (const server of running) {
        const { perSecond, cpu } = await load(server.port, path)
        if (round < 0) continue
        server.perSecond[path].push(perSecond)
        server.cpu[path].push(cpu)
      }
    }
  }
  const [bare] = running
  for (const { name, perSecond, cpu } of running) {
    const figures = (Object.keys(REQUESTS) as Path[]).flatMap((path) => [
      median(perSecond[path]),
      median(perSecond[path]) / median(bare?.perSecond[path] ?? []),
      median(cpu[path]) - median(bare?.cpu[path] ?? []),
    ])
    console.log(row(framework, name, ...figures))
  }
  for (const { child } of running) child.disconnect()
}
sink.close()
process.exit()
