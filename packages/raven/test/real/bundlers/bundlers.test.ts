/**
 * Frames of programs that tools built, mapped by nothing but what the build left beside them. What is
 * right stands in the sources of the program: behind each call that will be in
 * the stack, its place in it, its function, and the word that engines place it at.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainGrouping, type Event, type Frame } from '../../../src/protocol.ts'
import { ensureRuntime } from '../../../../../tools/runtimes.mjs'
import { scratchFolder } from '../../support/scratch.ts'
import * as builds from './builds.ts'
import type { Build, Way } from './builds.ts'

const TOOLS: [string, Build][] = [
  ['tsc', builds.byTsc('esnext')],
  ['tsc to CommonJS', builds.byTsc('commonjs')],
  ['swc', builds.bySwc],
  ['esbuild', builds.byEsbuild],
  ['rollup', builds.byRollup],
  ['webpack', builds.byWebpack],
  ['vite', builds.byVite],
  ['bun', builds.byBun(ensureRuntime('bun'))],
]
const WAYS: Way[] = [
  { minify: false, inline: false },
  { minify: false, inline: true },
  { minify: true, inline: false },
  { minify: true, inline: true },
]

/** What the sources say of each frame, oldest call first. */
function truth(folder: string): unknown[] {
  const found: [number, unknown][] = []
  for (const file of readdirSync(join(folder, 'src'))) {
    const lines = readFileSync(join(folder, 'src', file), 'utf8').split('\n')
    for (const [index, line] of lines.entries()) {
      const marker = /\/\/ @(\d) ([^:]+): (.+)$/.exec(line)
      if (!marker) continue
      const colno = line.indexOf(marker[3] ?? '') + 1
      const place = { filename: `src/${file}`, abs_path: join(folder, 'src', file) }
      const frame = { ...place, function: marker[2], lineno: index + 1, colno, context_line: line }
      found.push([Number(marker[1]), frame])
    }
  }
  return found.sort(([a], [b]) => b - a).map(([, frame]) => frame)
}

function run(file: string, folder: string, execArgv: readonly string[] = []): Event {
  const program = join(import.meta.dirname, 'program/run.mjs')
  const env = { PATH: process.env.PATH }
  const args = [...execArgv, program, file]
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8', timeout: 60_000 }),
  ) as Event
}

/** What is compared of the frames of the program itself. */
function ownFrames(event: Event): unknown[] {
  const frames = event.exception?.values[0]?.stacktrace?.frames ?? []
  return frames.filter((frame) => frame.in_app === true).map(told)
}

function told({ filename, abs_path, function: name, lineno, colno, context_line }: Frame) {
  return { filename, abs_path, function: name, lineno, colno, context_line }
}

describe.each(TOOLS)('built by %s', (_, build) => {
  test.each(WAYS)('%j: every frame is as it was written', async (way) => {
    const folder = builds.project(scratchFolder())
    const file = await build(folder, way)
    const plain = run(file, folder)
    expect(ownFrames(plain)).toEqual(truth(folder))
    const mappedByNode = run(file, folder, ['--enable-source-maps'])
    expect(ownFrames(mappedByNode)).toEqual(truth(folder))
  })

  test('however it was built, and after other code has changed, it is the same issue', async () => {
    const keys = new Set<string>()
    const lines = new Set<number | undefined>()
    for (const way of WAYS) {
      const folder = builds.project(scratchFolder())
      for (const edit of [() => {}, builds.grow]) {
        edit(folder)
        const event = run(await build(folder, way), folder)
        keys.add(explainGrouping(event).key)
        lines.add(event.exception?.values[0]?.stacktrace?.frames?.at(-1)?.lineno)
      }
    }
    expect([keys.size, lines.size]).toEqual([1, 2])
  })
})
