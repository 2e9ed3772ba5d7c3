/** The command `raven-inbox`: results on stdout, talk on stderr, exit codes 0, 1 and 2. */

import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { once } from 'node:events'
import { HELP, UsageError, parseCommand } from './cli-options.ts'
import type { Command } from './cli-options.ts'
import { PortInUse } from './listen.ts'
import { DEFAULT_PORT, startInbox } from './server.ts'
import type { Inbox } from './server.ts'
import { StoreError } from './store/errors.ts'
import { INBOX_VERSION } from './version.ts'

/** Ports tried after the default one. */
const FURTHER_PORTS = 10

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2))
  if (command.help) return say(HELP)
  if (command.version) return say(INBOX_VERSION)
  const file = command.file ?? defaultFile(process.env)
  // Listened for before anything is said: whoever reads the address may end us at once.
  const stopped = signal()
  quietAboutSqlite()
  const inbox = await start({ ...command, file })
  say(`DSN    ${inbox.dsn()}`)
  say(`Page   ${inbox.url}`)
  say(`File   ${file}`)
  await stopped
  await inbox.close()
  return 0
}

/** The port that was asked for or none; without one, the first that is free. */
async function start(command: Command & { readonly file: string }): Promise<Inbox> {
  if (command.port !== undefined) return startInbox({ ...command, port: command.port })
  for (let port = DEFAULT_PORT; ; port += 1) {
    try {
      return await startInbox({ ...command, port })
    } catch (error) {
      if (!(error instanceof PortInUse) || port === DEFAULT_PORT + FURTHER_PORTS) throw error
      process.stderr.write(`Port ${port} is in use, trying ${port + 1}.\n`)
    }
  }
}

/** State belongs to the user (XDG base directories); relative paths there are to be ignored. */
function defaultFile(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'] ?? ''
  const folder = isAbsolute(state) ? state : join(homedir(), '.local', 'state')
  return join(folder, 'raven', 'inbox.db')
}

/** Node 22 warns of its SQLite at each start, and who runs the inbox can do nothing about it. */
function quietAboutSqlite(): void {
  const warn = process.emitWarning.bind(process)
  process.emitWarning = (...said: unknown[]): void => {
    if (!String(said[0]).includes('SQLite is an experimental')) Reflect.apply(warn, undefined, said)
  }
}

async function signal(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Errors meant for people are said as they are; others are defects, and keep their stack. */
function explain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nTry raven-inbox --help.\n`)
    return 2
  }
  const isExpected = error instanceof PortInUse || error instanceof StoreError
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  return 1
}

// The exit code is set, not forced, so that what was said is written out whole.
process.exitCode = await main().catch(explain)
