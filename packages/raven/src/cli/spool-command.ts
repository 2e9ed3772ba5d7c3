/** `raven-ts spool`: chooses what to do with what waits on disk. */

import { runSpoolDelete } from './spool-delete.ts'
import { runSpoolList } from './spool-list.ts'
import { runSpoolSend } from './spool-send.ts'
import { runSpoolShow } from './spool-show.ts'

const HELP = `raven-ts spool: what waits on disk until a server has it

Usage
  npx raven-ts spool list [DSN]               what waits, oldest first
  npx raven-ts spool show ID                  one event, as it would leave
  npx raven-ts spool send [DSN]               send it now
  npx raven-ts spool delete ID… | --all       delete it, unsent

Options
  --json        list: as JSON
  --dsn DSN     delete --all: only what was meant for this server
  --help

Without a DSN, send uses SENTRY_DSN, and the others look at all servers' events.
What a living process has in hand is shown as "in use", and left to that process.

Example
  npx raven-ts spool send http://public:secret@localhost:9000/1
`

/** Runs the words behind `spool`; answers the exit code. */
export async function runSpool(args: readonly string[]): Promise<number> {
  const isForHelp = args.includes('--help') || args.includes('-h')
  const [command, ...words] = isForHelp ? ['--help'] : args
  try {
    switch (command) {
      case 'list':
        return runSpoolList(words)
      case 'show':
        return runSpoolShow(words)
      case 'send':
        return await runSpoolSend(words)
      case 'delete':
        return runSpoolDelete(words)
      case '--help':
        process.stdout.write(HELP)
        return 0
      default:
        throw new TypeError(command === undefined ? 'Which command?' : `There is no "${command}".`)
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    return 2
  }
}
