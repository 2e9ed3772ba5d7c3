/** Captures one error, and never comes back to its event loop: the same happens over and over. */
import { Client } from 'raven-ts'

const client = new Client(process.argv[2])
for (let i = 0; ; i++) {
  try {
    throw new TypeError(`no price for ${i}`)
  } catch (error) {
    client.captureException(error)
  }
  if (i === 5_000) client.captureException(new RangeError('a different one'))
}
