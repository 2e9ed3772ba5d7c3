import { defineCommand, runMain } from 'citty'
import { wrapCommand } from 'raven-ts/contrib/command'
import { brew, client } from './client.mjs'

const command = defineCommand({
  meta: { name: 'tea' },
  subCommands: {
    brew: async () =>
      defineCommand({
        args: { kind: { type: 'string', required: true }, token: { type: 'string' } },
        run: ({ args }) => brew(args),
      }),
  },
})
await runMain(wrapCommand(command, { client }))
