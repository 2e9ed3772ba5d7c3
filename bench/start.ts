/**
 * What a client adds to the start of a program: the CPU of a whole process until it exits, with nothing
 * in it, with the import, with a client as well, and with a client that a flag brings: by a file of the
 * program's own, and by `raven-ts/register`. The package is the one that was built, and found as an
 * installed one is. They take turns, and each is compared with bare Node of the same round.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, median, row } from './compare.ts'

const PACKAGE = join(process.argv[2] ?? '', '..', '..', 'packages', 'raven')
const ROUNDS = 40

const DSN = 'http://public@127.0.0.1:9/1'
const CLIENT = `import { Client } from 'raven-ts'\nnew Client('${DSN}', { install: true })`
const PROGRAMS = {
  'bare Node': '',
  import: "import 'raven-ts'",
  'import and `new Client(dsn)`': `import { Client } from 'raven-ts'\nnew Client('${DSN}')`,
  '`--import` of a file that makes a client and installs it': '',
  '`--import raven-ts/register`': '',
}
const PRELOADED = [undefined, undefined, undefined, './client.mjs', 'raven-ts/register']

/** Says what the process has used so far, without loading anything to say it with. */
const REPORT = `
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  process.getBuiltinModule('node:fs').writeSync(1, String((user + system) / 1000))
})`

function cpuMs(folder: string, file: string, preloaded: string | undefined): number {
  const spool = { PATH: process.env.PATH, RAVEN_SPOOL_DIR: join(folder, 'spool') }
  const env = preloaded === undefined ? spool : { ...spool, SENTRY_DSN: DSN }
  const args = preloaded === undefined ? [file] : ['--import', preloaded, file]
  return Number(execFileSync(process.execPath, args, { cwd: folder, env, timeout: 60_000 }))
}

const folder = mkdtempSync(join(tmpdir(), 'raven-start-'))
try {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(PACKAGE, join(folder, 'node_modules', 'raven-ts'), 'junction')
  writeFileSync(join(folder, 'client.mjs'), CLIENT)
  const ways = Object.entries(PROGRAMS).map(([name, code], at) => {
    const file = join(folder, `${at}.mjs`)
    writeFileSync(file, code + REPORT)
    return { name, file, preloaded: PRELOADED[at], used: [] as number[], added: [] as number[] }
  })
  for (let round = 0; round < ROUNDS; round += 1) {
    const used = ways.map(({ file, preloaded }) => cpuMs(folder, file, preloaded))
    ways.forEach((way, at) => {
      way.used.push(used[at]!)
      way.added.push(used[at]! - used[0]!)
    })
  }
  console.log(
    `${machine()}; milliseconds of CPU of a whole process (median of ${ROUNDS}, ways taking turns)\n`,
  )
  console.log(row('program', 'CPU', 'beyond bare Node'))
  console.log(row('---', '--:', '--:'))
  for (const { name, used, added } of ways)
    console.log(row(name, median(used), name === 'bare Node' ? '' : median(added)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
