/** The command `raven-ts`: chooses what to run. */

import { VERSION } from 'raven-ts'

import { runDoctor } from './doctor-command.ts'
import { runSpool } from './spool-command.ts'
import { runTest } from './test-command.ts'

const HELP = `raven-ts ${VERSION}: the calm Sentry client

Usage
  npx raven-ts test [DSN]     send a test event and say whether it arrived
  npx raven-ts doctor         check the configuration, and that nothing changes
  npx raven-ts spool list     show, send or delete what waits on disk
  npx raven-ts --version
  npx raven-ts test --help
  npx raven-ts doctor --help
  npx raven-ts spool --help

Example
  npx raven-ts test http://public:secret@localhost:9000/1
`

/** Exit codes: it worked, it failed, it was asked wrongly. */
const OK = 0
const USAGE = 2

async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'test':
      return await runTest(args)
    case 'doctor':
      return await runDoctor(args)
    case 'spool':
      return await runSpool(args)
    case '--version':
      process.stdout.write(`${VERSION}\n`)
      return OK
    case '--help':
    case '-h':
      process.stdout.write(HELP)
      return OK
    case undefined:
      process.stderr.write(HELP)
      return USAGE
    default:
      process.stderr.write(`There is no command "${command}".\n\n${HELP}`)
      return USAGE
  }
}

process.exitCode = await main(process.argv.slice(2))
