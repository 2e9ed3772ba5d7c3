/**
 * What one capture costs a program: the caller's time, and all the CPU of the main thread until the
 * event has arrived. 25 frames with source (or three times as many, with two causes), 50 breadcrumbs,
 * user, tags and extra. Each reporter is a process of its own, as published; they take turns. Reading a
 * stack alone is measured in a process that does nothing else, and in one that captures in the turns between.
 */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { machine, median, row } from './compare.ts'
import { startSink } from './sink.ts'

const PEERS = process.argv[2] ?? ''
const REPORTER = join(PEERS, '..', 'capture', 'reporter.mjs')
const ROUNDS = 6
const WARM_UP = 10
const CAPTURES = 100

type Kind = 'exception' | 'causes' | 'message' | 'stack'

/** What is measured: a name for the table, the reporter and the kind of capture. */
const WAYS: readonly (readonly [name: string, reporter: string, kind: Kind])[] = [
  ['nothing', 'nothing', 'exception'],
  ['nothing, two causes', 'nothing', 'causes'],
  ['reading `stack`', 'stack', 'exception'],
  ['reading `stack`, between captures of ours', 'ours', 'stack'],
  ['ours', 'ours', 'exception'],
  ['ours, two causes', 'ours', 'causes'],
  ['ours, a message', 'ours', 'message'],
  ['ours, a hook registered', 'ours, hook', 'exception'],
  ['ours, in a flood', 'ours, flood', 'exception'],
  ['`@sentry/node`', 'theirs', 'exception'],
  ['`@sentry/node`, two causes', 'theirs', 'causes'],
  ['`@sentry/node`, a message', 'theirs', 'message'],
  ['`@sentry/node`, a hook registered', 'theirs, hook', 'exception'],
  ['`@sentry/node`, no integrations', 'theirs, bare', 'exception'],
]

interface Measured {
  /** Microseconds of each call. */
  readonly times: readonly number[]
  /** Microseconds of CPU of the main thread, per capture. */
  readonly cpu: number
}

const { server: sink, dsn } = await startSink()

async function start(reporter: string): Promise<ChildProcess> {
  const child = fork(REPORTER, [reporter, dsn, PEERS], { execArgv: [] })
  await once(child, 'message')
  return child
}

async function measure(child: ChildProcess, kind: Kind, count: number): Promise<Measured> {
  child.send({ kind, count })
  const [measured] = (await once(child, 'message')) as [Measured]
  return measured
}

const only = process.argv[3]?.split(',')
const ways = WAYS.filter(([, reporter]) => !only || only.includes(reporter))
const children = new Map<string, ChildProcess>()
for (const [, reporter] of ways)
  if (!children.has(reporter)) children.set(reporter, await start(reporter))

const results = new Map(
  ways.map(([name]) => [name, { times: [] as number[], cpu: [] as number[] }]),
)
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [name, reporter, kind] of ways) {
    const child = children.get(reporter)
    const result = results.get(name)
    if (!child || !result) continue
    const { times, cpu } = await measure(child, kind, CAPTURES)
    if (round < 0) continue
    result.times.push(...times)
    result.cpu.push(cpu)
  }
}
for (const child of children.values()) child.disconnect()

const timeOf = (name: string): number => median(results.get(name)?.times ?? [])
const cpuOf = (name: string): number => median(results.get(name)?.cpu ?? [])
/** What the same costs where nobody reports it. */
const nothing = (name: string): string =>
  name.includes('message') ? 'none' : name.includes('causes') ? 'nothing, two causes' : 'nothing'

console.log(
  `${machine()}; microseconds of one capture (median of ${ROUNDS} rounds of ${CAPTURES}, ways taking turns)\n`,
)
console.log(row('way', "caller's time", '÷ reading `stack`', 'CPU of the main thread'))
console.log(row('---', '--:', '--:', '--:'))
for (const [name] of ways) {
  if (name.startsWith('nothing')) continue
  const time = timeOf(name)
  const cpu = name.includes('between') ? '–' : cpuOf(name) - cpuOf(nothing(name))
  console.log(row(name, time, time / timeOf('reading `stack`'), cpu))
}
sink.close()
process.exit()
