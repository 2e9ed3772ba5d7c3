/** Google's functions framework around watched functions of each kind; the first argument says which is served. */
import { createRequire } from 'node:module'
import { cloudEvent, http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { Client } from 'raven-ts'
import { ravenGoogle } from 'raven-ts/contrib/google-cloud-functions'

const [, , target] = process.argv
const client = new Client({ install: process.env.INSTALL === 'yes', diagnostics: false })
const raven = ravenGoogle({ client, flushTimeoutMs: Number(process.env.HELD_MS ?? 20_000) })

function answerOf({ way }) {
  if (way === 'fails') throw new RangeError('no tea')
  if (way === 'says') client.captureMessage('tea is low')
  return { tea: 'green' }
}

http(
  'http',
  raven.wrap((request, response) => {
    response.set('x-tea', 'green').json(answerOf(request.query))
  }),
)

http(
  'async-http',
  raven.wrap(async (request, response) => {
    await Promise.resolve()
    response.set('x-tea', 'green')
    response.json(answerOf(request.query))
  }),
)

/** Fails where nobody can catch it: the framework answers, and ends the process in the same turn. */
http(
  'crash',
  raven.wrap(() => {
    process.domain?.exit()
    process.nextTick(() => answerOf({ way: 'fails' }))
  }),
)

cloudEvent(
  'cloudevent',
  raven.wrap(async ({ data }) => answerOf(data)),
)

cloudEvent(
  'cloudevent-callback',
  raven.wrap(({ data }, done) => {
    setImmediate(() => {
      try {
        done(null, answerOf(data))
      } catch (error) {
        done(error)
      }
    })
  }),
)

// what the framework's own command does besides: older events, and a last answer
const framework = '../node_modules/@google-cloud/functions-framework/build/src'
const require = createRequire(import.meta.url)
const { ErrorHandler } = require(`${framework}/invoker.js`)
const { wrapUserFunction } = require(`${framework}/function_wrappers.js`)
const older = wrapUserFunction(
  raven.wrap(async (data) => answerOf(data)),
  'event',
)
http('event', older)

const server = getTestServer(target)
server.listen(0, '127.0.0.1', () => {
  new ErrorHandler(server).register()
  console.log(`port ${server.address().port}`)
})
