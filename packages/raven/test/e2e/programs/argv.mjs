/** Started with its DSN as an argument; fails caught and uncaught, with its arguments wherever data may stand. */
import { Client } from 'raven-ts'

const [dsn] = process.argv.slice(2)
const client = new Client(dsn, { captureLocals: 'all', install: true })
client.captureBreadcrumb({ message: `started as ${process.argv.join(' ')}` })

function start(argv) {
  const [, , address] = argv
  const options = { address, encoded: encodeURIComponent(address), key: new URL(address).password }
  throw new Error(`cannot start ${argv.join(' ')} with ${JSON.stringify(options)}`)
}

try {
  start(process.argv)
} catch (error) {
  client.captureException(error, { extra: { argv: process.argv, args: { ...process.argv } } })
}
client.captureMessage(`key ${new URL(dsn).password}`, { tags: { dsn }, stack: true })
setImmediate(() => start(process.argv))
