/**
 * A program with `@sentry/node`, as its users write it. It reports one thing of every kind and says on
 * stdout which items it sent and how each request was answered.
 */
import { writeSync } from 'node:fs'
import * as Sentry from '@sentry/node'

const [dsn] = process.argv.slice(2)
const sent = []

/** The client's own transport, overheard. */
function overheard(options) {
  const transport = Sentry.makeNodeTransport(options)
  return {
    ...transport,
    async send(envelope) {
      const { statusCode } = await transport.send(envelope)
      sent.push({ status: statusCode, types: envelope[1].map(([headers]) => headers.type) })
      return { statusCode }
    },
  }
}

Sentry.init({
  dsn,
  release: 'shop@1.2.3',
  environment: 'staging',
  serverName: 'till-7',
  tracesSampleRate: 1,
  enableLogs: true,
  spotlight: false,
  transport: overheard,
  beforeSend: (event) => (event.tags?.secret === 'yes' ? null : event),
})

function readPrice(item) {
  return item.price.amount
}

function totalOf(cart) {
  try {
    return cart.map(readPrice)
  } catch (cause) {
    throw new RangeError('no total for this cart', { cause })
  }
}

Sentry.setUser({ id: '42', username: 'ada', email: 'ada@example.com' })
Sentry.setTags({ branch: 'main', attempt: 3 })
Sentry.addBreadcrumb({ category: 'cart', message: 'added a lamp', data: { count: 2 } })

const ids = {}
Sentry.startSession()
Sentry.startSpan({ name: 'checkout', op: 'task' }, () => {
  Sentry.withScope((scope) => {
    scope.setExtra('cart', { items: ['lamp', { price: null }] })
    scope.addAttachment({ filename: 'cart.bin', data: new Uint8Array([0, 10, 13, 10, 255]) })
    try {
      totalOf([{}])
    } catch (error) {
      ids.exception = Sentry.captureException(error)
    }
  })
})
ids.message = Sentry.captureMessage('the till is low on paper', 'warning')
const paper = 7
Sentry.captureException(new Error('nobody hears of this'), { tags: { secret: 'yes' } })
ids.parameterized = Sentry.captureMessage(Sentry.parameterize`only ${paper} sheets left`, 'info')
Sentry.captureFeedback({ message: 'the till is slow', name: 'Ada', email: 'ada@example.com' })
Sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'ok' })
Sentry.logger.info('paper is low', { sheets: paper })
Sentry.metrics.count('sheets', paper)
Sentry.endSession()

const flushed = await Sentry.flush(10_000)
// What was dropped is reported when nothing else is left to do.
process.on('exit', () => writeSync(1, `${JSON.stringify({ ids, sent, flushed })}\n`))
