/** Fails in a built file, the third argument, in the way named by the first one, and reports to the second. */
import { pathToFileURL } from 'node:url'
import { Client } from 'raven-ts'

const [way, dsn, file] = process.argv.slice(2)
const client = new Client(dsn)
const { fail } = await import(pathToFileURL(file).href)

function report() {
  try {
    fail()
  } catch (error) {
    client.captureException(error)
    return error
  }
}

const ways = {
  uncaught: () => {
    client.install()
    setImmediate(() => fail())
  },
  exit: () => {
    report()
    process.exit(3)
  },
  end: report,
  // finished is what was captured in the turn before; maps are read in one of the next
  'kill before the map is read': () => {
    report()
    setImmediate(() => process.kill(process.pid, 'SIGKILL'))
  },
  'kill after the map was read': async () => {
    report()
    await client.flush(1) // there is no server
    process.kill(process.pid, 'SIGKILL')
  },
  preview: () => {
    try {
      fail()
    } catch (error) {
      console.log(JSON.stringify(client.preview(error).event))
    }
  },
}
await ways[way]()
