/** Errors seen in every way there is; prints one line for each event. The program outlives all of them. */
import { Client } from 'raven-ts'

const client = new Client('http://public@127.0.0.1:9/1', {
  install: true,
  spool: false,
  beforeSend: ({ exception }) => {
    for (const { value, mechanism } of exception.values) {
      console.log(`${value}: ${mechanism.type} ${mechanism.handled}`)
    }
    return null
  },
})
process.on('uncaughtException', () => {})

function fail(word) {
  throw new Error(word, { cause: new Error(`why ${word}`) })
}

client.captureException(new Error('captured'))
setImmediate(fail, 'thrown')
setImmediate(() => void Promise.reject(new Error('rejected')))
setImmediate(client.captureExceptions(fail), 'thrown through us')
