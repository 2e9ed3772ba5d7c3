/** A page with `raven-js`, the browser client of old, as its users wrote it. */
/* global Raven */

function readPrice(item) {
  return item.price.amount
}

function totalOf(cart) {
  return cart.map(readPrice)
}

/** Resolves when the client was told that its event arrived; rejects when it was told otherwise. */
function delivered(capture) {
  return new Promise((resolve, reject) => {
    document.addEventListener('ravenSuccess', () => resolve(Raven.lastEventId()), { once: true })
    document.addEventListener('ravenFailure', () => reject(new Error('refused')), { once: true })
    capture()
  })
}

/** Reports an exception and a message; answers their ids. */
window.report = async (dsn) => {
  Raven.config(dsn, { release: '1.2.3', environment: 'staging' }).install()
  Raven.setUserContext({ id: '42', username: 'ada', email: 'ada@example.com' })
  Raven.setTagsContext({ branch: 'main' })
  const exception = await delivered(() => {
    try {
      totalOf([{}])
    } catch (error) {
      Raven.captureException(error, { tags: { attempt: 3 }, extra: { cart: ['lamp'] } })
    }
  })
  const message = await delivered(() =>
    Raven.captureMessage('the till is low on paper', { level: 'warning' }),
  )
  return { exception, message }
}
