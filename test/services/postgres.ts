/** PostgreSQL, for one test file. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { realPart } from '../../tools/real-parts.mjs'
import { serviceFolder, startServer, stopServer, type Service } from './server.ts'

/**
 * A PostgreSQL with a database of its own, on a socket in a folder of its own; `url` names that.
 * Nothing is kept for longer than the tests, so nothing is synced.
 */
export async function startPostgres(): Promise<Service> {
  const { path, hint } = realPart('postgres')
  if (path === undefined) throw new Error(`missing: ${hint}`)
  const folder = serviceFolder()
  const user = otherUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const how = ['-U', 'raven', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
  await run(join(dirname(path), 'initdb'), ['-D', data, ...how], user)
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off']
  const child = await startServer({
    command: path,
    args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    isReady: (line) => line.includes('ready to accept connections'),
    user,
  })
  return {
    url: `postgres://raven@/postgres?host=${folder}`,
    stop: () => stopServer(child, folder),
  }
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function otherUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const [, , uid, gid] = users.find((line) => line.startsWith('postgres:'))?.split(':') ?? []
  if (uid === undefined) throw new Error('nobody is called postgres')
  return { uid: Number(uid), gid: Number(gid) }
}

async function run(command: string, args: readonly string[], user: User | undefined) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...user })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${said}`)
}
