/** A page with `@sentry/browser`, as its users write it; plain, so that its lines are its own. */
/* global Sentry */

const sent = []

/** The client's own transport, overheard. */
function overheard(options) {
  const transport = Sentry.makeFetchTransport(options)
  return {
    ...transport,
    async send(envelope) {
      const { statusCode } = await transport.send(envelope)
      sent.push({ status: statusCode, types: envelope[1].map(([headers]) => headers.type) })
      return { statusCode }
    },
  }
}

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

/** Reports one thing of every kind; answers what became of it. */
window.report = async (dsn) => {
  Sentry.init({ dsn, release: 'shop@1.2.3', environment: 'staging', transport: overheard })
  Sentry.setUser({ id: '42', username: 'ada', email: 'ada@example.com' })
  Sentry.setTags({ branch: 'main', attempt: 3 })
  const ids = {}
  try {
    totalOf([{}])
  } catch (error) {
    ids.exception = Sentry.captureException(error)
  }
  ids.message = Sentry.captureMessage('the till is low on paper', 'warning')
  await new Promise((resolve) => {
    window.addEventListener('error', resolve, { once: true })
    setTimeout(() => readPrice({}))
  })
  ids.uncaught = Sentry.lastEventId()
  return { ids, flushed: await Sentry.flush(10_000), sent }
}
