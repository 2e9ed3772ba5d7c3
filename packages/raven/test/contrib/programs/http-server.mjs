/**
 * Asks itself one thing, whose handler fails in the way named by the first argument; with a DSN as the
 * third one it is watched by a client, by the means named by the second.
 */
import http from 'node:http'

const [way, means, dsn] = process.argv.slice(2)
const { ravenHttp } = await import(dsn === undefined ? 'node:path' : 'raven-ts/contrib/node-http')
const raven = ravenHttp?.({ dsn })

/** Its stack was read already: Node prints a source excerpt only of errors whose stack nobody has read. */
function failure() {
  const error = new TypeError('no order')
  return error.stack ? error : undefined
}

class Odd extends Promise {}

const ways = {
  throw() {
    throw failure()
  },
  async reject() {
    await new Promise(setImmediate)
    throw failure()
  },
  odd: () => new Odd((_, reject) => reject(failure())),
  survived() {
    process.on('uncaughtException', (error) => {
      console.error('survived', error.message)
      setImmediate(() => process.exit(7))
    })
    throw failure()
  },
  heard() {
    process.on('unhandledRejection', (error) => {
      console.error('heard', error.message)
      setImmediate(() => process.exit(8))
    })
    return ways.reject()
  },
}

const handle = ways[way]
const server = http.createServer(raven && means === 'handler' ? raven.handler(handle) : handle)
// whosever the second listener is: the line of Node's own `emit` in a stack is that for several
if (raven && means === 'attach') raven.attach(server)
else if (means === 'attach') server.prependListener('request', () => {})
server.listen(0, '127.0.0.1', () => {
  http.get({ host: '127.0.0.1', port: server.address().port, path: '/orders/7?from=mail' })
})
