import { pino } from 'pino'
import { ravenPino } from 'raven-ts/contrib/pino'

// without a client or DSN, SENTRY_DSN says where events go
const logger = pino({ name: 'shop', hooks: ravenPino({ level: 'warn' }).hooks })

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
