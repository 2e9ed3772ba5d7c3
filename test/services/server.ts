/** A server of the system, started for one test file: private, bounded, and ended with it. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A server that answers. */
export interface Service {
  /** Where clients find it. */
  readonly url: string
  /** Ends it and deletes what it kept. */
  stop(): Promise<void>
}

/** How a server is started. */
export interface ServerProgram {
  readonly command: string
  readonly args: readonly string[]
  /** The line by which it says that it answers. */
  readonly isReady: (line: string) => boolean
  /** Whose process it is. Default ours. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

/** A server that nobody ends, because the tests were killed, ends by itself. */
const LONGEST_S = 900

/** A folder of one server. */
export function serviceFolder(): string {
  return mkdtempSync(join(tmpdir(), 'raven-service-'))
}

/** Starts it, and waits until it answers; throws with what it said if it ends before. */
export async function startServer(program: ServerProgram): Promise<ChildProcess> {
  const { command, args, isReady, user } = program
  const bound = ['-k', '5', '-s', 'INT', String(LONGEST_S)]
  const child = spawn('timeout', [...bound, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    ...user,
  })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    const hear = (line: string): void => {
      said.push(line)
      if (isReady(line)) resolve()
    }
    createInterface({ input: child.stdout }).on('line', hear)
    createInterface({ input: child.stderr }).on('line', hear)
    child.once('error', reject)
    child.once('close', () => reject(new Error(`${command} ended:\n${said.join('\n')}`)))
  })
  return child
}

/** Ends the server, waits for that, and deletes its folder. */
export async function stopServer(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGINT') // handed on to the server
    await ended
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** A port of this machine's that nobody has just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
