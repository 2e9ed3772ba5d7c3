/** Disks that are full or read-only in earnest, and processes that do not see each other. */

import { spawnSync } from 'node:child_process'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import type { Stats } from '../../src/stats.ts'
import { expectBooks } from '../support/books.ts'
import { PACKAGE, start, startCommand, type Running } from '../support/programs.ts'
import { Receiver, yes } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

const PROGRAMS = `${PACKAGE}test/e2e/programs`
const COUNT = 60
/** Mounts of its own, which end with it; the processes in it count from 1. */
const APART = ['unshare', '-m', '-p', '-f', '--mount-proc']
const canBeApart = () => spawnSync(APART[0] ?? '', [...APART.slice(1), 'true']).status === 0
const NO_RIGHT = 'this needs the right to make namespaces'

const MOUNT = 'mount -t tmpfs -o size=64k,mode=700 raven "$RAVEN_SPOOL_DIR" || exit 99; '

interface Disk {
  /** How a shell makes the disk so, before it becomes the program. */
  readonly script: string
  /** Whether that takes mounts of its own. */
  readonly isApart: boolean
  /** What is said, once. */
  readonly line: RegExp
}

const DISKS: Record<string, Disk> = {
  'takes no more than 64 KB of a file': {
    script: 'ulimit -f 64; ',
    isApart: false,
    line: /^raven: events are kept in memory only: (?:the disk took only part|EFBIG)/,
  },
  'is full after 64 KB': {
    script: MOUNT,
    isApart: true,
    line: /^raven: events are kept in memory only: (?:the disk took only part|ENOSPC)/,
  },
  'is read-only': {
    script: `${MOUNT}mount -o remount,ro raven "$RAVEN_SPOOL_DIR"; `,
    isApart: true,
    line: /^raven: events are kept in memory only: EROFS/,
  },
}

function startOn({ script, isApart }: Disk, args: readonly string[], spool: string): Running {
  const shell = [...(isApart ? APART : []), 'sh', '-c', `${script}exec "$@"`, 'sh']
  const program = [process.execPath, `${PROGRAMS}/disks.mjs`, ...args]
  return startCommand([...shell, ...program], { env: { RAVEN_SPOOL_DIR: spool } })
}

/** Where nobody listens until {@link Receiver.start} is told its port. */
async function gone(): Promise<Receiver> {
  const receiver = await Receiver.start()
  await receiver.stop()
  return receiver
}

describe('with a disk that', () => {
  test.for(Object.entries(DISKS))(
    '%s nothing is lost while the program lives',
    async ([, disk], { skip }) => {
      if (disk.isApart && !canBeApart()) return skip(NO_RIGHT)
      const { dsn, port } = await gone()
      const running = startOn(disk, [dsn, `${COUNT}`], scratchFolder())
      const said = createInterface({ input: running.child.stdout })[Symbol.asyncIterator]()
      const first = JSON.parse((await said.next()).value)
      expect(first).toMatchObject({ all: false, lines: [expect.stringMatching(disk.line)] })
      expectBooks(first.stats, { captured: COUNT, sent: 0, dropped: {} })
      const receiver = await Receiver.start(yes, { port })
      running.child.stdin.end('\n')
      const second = JSON.parse((await said.next()).value)
      expect(second).toMatchObject({ all: true, lines: first.lines })
      expectBooks(second.stats, { captured: COUNT, sent: COUNT, dropped: {} })
      expect(new Set(receiver.ids).size).toBe(COUNT)
      expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    },
  )

  test('takes a part: that part arrives by the next start, and the rest is lost by name', async () => {
    const { dsn, port } = await gone()
    const spool = scratchFolder()
    const disk = DISKS['takes no more than 64 KB of a file']!
    const running = startOn(disk, [dsn, `${COUNT}`], spool)
    running.child.stdin.end()
    const { stdout, stderr, code } = await running.ended
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    const lost = last.stats.dropped.closed
    const kept = COUNT - lost
    expectBooks(last.stats, { captured: COUNT, sent: 0, dropped: { closed: lost } })
    expect([code, stderr, lost > 0, kept > 0]).toEqual([0, '', true, true])
    expect(last.lines).toEqual([
      expect.stringMatching(disk.line),
      'raven: an event was lost: closed',
    ])
    const receiver = await Receiver.start(yes, { port })
    const env = { RAVEN_SPOOL_DIR: spool }
    const next = await start(`${PROGRAMS}/next-start.mjs`, [dsn], { env }).ended
    expectBooks(JSON.parse(next.stdout), { adopted: kept, sent: kept, dropped: {} })
    expect(new Set(receiver.ids).size).toBe(kept)
  })
})

test('what a process of another container leaves in a shared folder is taken when it was silent for long', async ({
  skip,
}) => {
  if (!canBeApart()) return skip(NO_RIGHT)
  const { dsn, port } = await gone()
  const spool = scratchFolder()
  const env = { RAVEN_SPOOL_DIR: spool, SENTRY_SHUTDOWN_TIMEOUT_MS: '50000' }
  // nothing in there can kill number 1, so that is a shell
  const apart = [...APART, 'sh', '-c', '"$@"; exit $?', 'sh', process.execPath]
  const program = [`${PROGRAMS}/captures.mjs`, 'kill, a turn later', dsn]
  expect((await startCommand([...apart, ...program], { env }).ended).code).toBe(137)
  const receiver = await Receiver.start(yes, { port })
  const nextStart = async (): Promise<Stats> =>
    JSON.parse((await start(`${PROGRAMS}/next-start.mjs`, [dsn], { env }).ended).stdout)
  expectBooks(await nextStart(), { adopted: 0, sent: 0 })
  const longAgo = Date.now() / 1000 - 90
  const files = readdirSync(spool, { recursive: true, encoding: 'utf8' })
  for (const file of files)
    if (/\.(?:seg|ack)$/.test(file)) utimesSync(join(spool, file), longAgo, longAgo)
  expectBooks(await nextStart(), { adopted: 1, sent: 1 })
  expect(receiver.ids).toHaveLength(1)
})
