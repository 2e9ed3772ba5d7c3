/** Handlers of each kind; what is in their event decides how they end. */
import { Client } from 'raven-ts'
import { ravenLambda } from 'raven-ts/contrib/aws-lambda'

const client = new Client({ install: false, diagnostics: false })
const raven = ravenLambda({ client, flushTimeoutMs: Number(process.env.HELD_MS ?? 20_000) })

function answerOf({ way, body }) {
  if (way === 'fails' || body) throw new RangeError('no tea')
  if (way === 'says') client.captureMessage('tea is low')
  return { tea: 'green' }
}

export const async = raven.wrap(async (event) => {
  await Promise.resolve()
  return answerOf(event)
})

export const sync = raven.wrap((event) => answerOf(event))

export const callback = raven.wrap((event, _, done) => {
  setImmediate(() => {
    try {
      done(null, answerOf(event))
    } catch (error) {
      done(error)
    }
  })
})

/** Needs longer than it has. */
export const late = raven.wrap(async () => {
  await new Promise((resolve) => setTimeout(resolve, 600_000))
})

export const streamed = raven.wrap(
  awslambda.streamifyResponse(async (event, stream) => {
    stream.write('green ')
    stream.end(JSON.stringify(answerOf(event)))
  }),
)
