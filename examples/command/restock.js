import { parseArgs } from 'node:util'
import { wrapCommand } from 'raven-ts/contrib/command'

const STOCK = { black: 12, white: 3 }

// without a client or DSN, SENTRY_DSN says where events go
const main = wrapCommand(async () => {
  const { values } = parseArgs({ options: { kind: { type: 'string', default: 'black' } } })
  if (!(values.kind in STOCK)) throw new Error(`there is no ${values.kind} tea`)
  console.log(`${STOCK[values.kind]} boxes of ${values.kind} tea`)
})

await main()
