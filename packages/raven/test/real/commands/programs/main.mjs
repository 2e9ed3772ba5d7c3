import { parseArgs } from 'node:util'
import { wrapCommand } from 'raven-ts/contrib/command'
import { brew, client } from './client.mjs'

const options = { kind: { type: 'string' }, token: { type: 'string' } }
const main = wrapCommand(
  async () => {
    brew(parseArgs({ options, allowPositionals: true }).values)
  },
  { client },
)
await main()
