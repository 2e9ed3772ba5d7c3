import { createConsola } from 'consola'
import { setupLogging } from 'raven-ts'
import { ravenConsola } from 'raven-ts/contrib/consola'

const logger = createConsola({ defaults: { tag: 'shop' } })
// without a client or DSN, SENTRY_DSN says where events go
setupLogging(ravenConsola({ root: logger, level: 'warn' }))

function serve(kind) {
  logger.info('somebody asks for %s tea', kind)
  logger.warn('there is no %s tea', kind, { shelf: 3, tags: { shop: 'tea' } })
  throw new RangeError('the tea is gone')
}

try {
  serve('green')
} catch (error) {
  logger.error('nobody was served', error)
}
