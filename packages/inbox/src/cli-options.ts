/** What the command can be told. */

import { parseArgs } from 'node:util'
import type { ServerOptions } from './server.ts'

/** The command was used wrongly; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One use of the command. */
export interface Command extends Omit<ServerOptions, 'file'> {
  readonly file?: string
  readonly help: boolean
  readonly version: boolean
}

/** The text of `--help`. */
export const HELP = `raven-inbox: see your program's errors on a page.

Usage: raven-inbox [options]

  --port N          listen on this port (default 9000, or the next free one; 0: any)
  --host ADDRESS    listen on this address (default 127.0.0.1 and ::1); beyond
                    loopback the page asks for a token, which is printed
  --allow-host NAME answer to this host name too (repeatable)
  --file PATH       keep events in this file
                    (default $XDG_STATE_HOME/raven/inbox.db, else ~/.local/state/raven/inbox.db)
  --sync full       an acknowledged event survives a power cut, not only the process
  --key KEY         take only this public key (repeatable; default: any)
  --project ID      take only this project (repeatable; default: any)
  --max-events N    keep at most N events (default 100000)
  --max-age DAYS    forget older events (default 90)
  --version         print the version
  --help            print this

Example:

  raven-inbox --port 9000 --file ./errors.db

and in your program:

  new Client('http://public:secret@localhost:9000/1')`

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  file: { type: 'string' },
  sync: { type: 'string' },
  key: { type: 'string', multiple: true },
  project: { type: 'string', multiple: true },
  'max-events': { type: 'string' },
  'max-age': { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const DAY_MS = 86_400_000

/** Reads the arguments. Throws a {@link UsageError}. */
export function parseCommand(args: readonly string[]): Command {
  const values = parse(args)
  const maxEvents = numberOf('--max-events', values['max-events'], 1e9)
  const maxAgeDays = numberOf('--max-age', values['max-age'], 36_500)
  const port = numberOf('--port', values.port, 65_535)
  return {
    help: values.help === true,
    version: values.version === true,
    sync: syncOf(values.sync),
    keys: values.key ?? [],
    projects: values.project ?? [],
    allowHosts: values['allow-host'] ?? [],
    caps: {
      ...(maxEvents !== undefined && { maxEvents }),
      ...(maxAgeDays !== undefined && { maxAgeMs: maxAgeDays * DAY_MS }),
    },
    ...(port !== undefined && { port }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.file !== undefined && { file: values.file }),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function numberOf(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number <= max) return number
  throw new UsageError(`${name} takes a whole number from 0 to ${max}, not "${text}".`)
}

function syncOf(text: string | undefined): 'normal' | 'full' {
  if (text === undefined || text === 'normal') return 'normal'
  if (text === 'full') return 'full'
  throw new UsageError(`--sync takes "normal" or "full", not "${text}".`)
}
