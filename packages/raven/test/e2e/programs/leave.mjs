/** Captures as many errors as it is told, and ends. */
import { Client } from 'raven-ts'

const [dsn, count] = process.argv.slice(2)
const client = new Client(dsn, { extra: { password: ['hunter', 2].join('') } })
for (let number = 0; number < Number(count); number++) {
  client.captureException(new Error(`left ${number}`))
}
