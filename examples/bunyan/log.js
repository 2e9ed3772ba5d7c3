import bunyan from 'bunyan'
import { setupLogging } from 'raven-ts'
import { ravenBunyan } from 'raven-ts/contrib/bunyan'

const logger = bunyan.createLogger({ name: 'shop', serializers: bunyan.stdSerializers })
// without a client or DSN, SENTRY_DSN says where events go
setupLogging(ravenBunyan({ root: logger, level: 'warn' }))

function serve(kind) {
  logger.info('somebody asks for %s tea', kind)
  logger.warn({ shelf: 3, tags: { shop: 'tea' } }, 'there is no %s tea', kind)
  throw new RangeError('the tea is gone')
}

try {
  serve('green')
} catch (error) {
  logger.error(error, 'nobody was served')
}
