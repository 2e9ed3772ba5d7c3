/** A program whose server's name cannot be looked up, because the name server is silent. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'

/** Own mounts and an own network, so that the name server can be ours. */
const APART = { command: 'unshare', flags: ['-m', '-n'] }
const canBeApart = () => spawnSync(APART.command, [...APART.flags, 'true']).status === 0

/** The system's own look-up would hold the program for a minute and a half. */
const RESOLV_CONF = 'nameserver 127.0.0.1\noptions timeout:30 attempts:3\n'
const SCRIPT = `
  mount --bind "$1" /etc/resolv.conf && ip link set lo up || exit 99
  shift
  exec timeout -s KILL 45 "$@"`

test.for<[string, string, number]>([
  ['comes to its natural end', '', 0],
  ['comes to its natural end without a thread', 'loop', 0],
  ['calls process.exit', 'exit', 3],
  ['calls process.exit without a thread', 'loop exit', 3],
])('is not held when it %s', async ([, how, code], { skip }) => {
  if (!canBeApart()) return skip('this needs the right to make namespaces')
  const program = await bundle(`
    import { createSocket } from 'node:dgram'
    import { Client } from '../src/node.ts'
    const silent = createSocket('udp4').unref()
    silent.bind(53, '127.0.0.1', () => {
      const how = process.argv[2]
      const worker = !how.includes('loop')
      new Client('http://public@some.host/1', { shutdownTimeoutMs: 300, worker }).captureMessage('one')
      if (how.includes('exit')) setTimeout(() => process.exit(3), 100)
    })`)
  const folder = scratchFolder()
  writeFileSync(join(folder, 'resolv.conf'), RESOLV_CONF)
  const child = spawn(
    APART.command,
    [
      ...APART.flags,
      'sh',
      '-c',
      SCRIPT,
      'sh',
      join(folder, 'resolv.conf'),
      process.execPath,
      program,
      how,
    ],
    { env: { PATH: process.env.PATH, RAVEN_SPOOL_DIR: join(folder, 'spool') }, stdio: 'ignore' },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'close')
  expect([child.exitCode, child.signalCode]).toEqual([code, null])
})
