import { ravenWinston } from 'raven-ts/contrib/winston'
import { createLogger, format, transports } from 'winston'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenWinston({ level: 'warn' })
const logger = createLogger({
  defaultMeta: { service: 'shop' },
  format: format.combine(format.errors({ stack: true }), format.splat(), format.json()),
  transports: [new transports.Console(), raven.transport],
})

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
