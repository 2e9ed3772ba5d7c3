import { Command } from 'commander'
import { wrapCommand } from 'raven-ts/contrib/command'
import { brew, client } from './client.mjs'

const program = new Command()
program.command('brew').option('--kind <kind>').option('--token <token>').action(brew)
program.command('later').action(async () => {
  await new Promise((resolve) => setImmediate(resolve))
  brew({ kind: 'late' })
})
await wrapCommand(program, { client }).parseAsync()
