import { wrapCommand } from 'raven-ts/contrib/command'
import yargs from 'yargs'
import { brew, client } from './client.mjs'

const command = {
  command: 'brew',
  describe: 'makes tea',
  builder: { kind: { type: 'string' }, token: { type: 'string' } },
  handler: async (words) => brew(words),
}
await yargs(process.argv.slice(2)).command(wrapCommand(command, { client })).strict().parse()
