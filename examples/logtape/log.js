import { configure, getConsoleSink, getLogger } from '@logtape/logtape'
import { ravenLogtape } from 'raven-ts/contrib/logtape'

// without a client or DSN, SENTRY_DSN says where events go
const raven = ravenLogtape({ level: 'warning' })
await configure({
  sinks: { console: getConsoleSink(), raven: raven.sink },
  loggers: [{ category: [], sinks: ['console', 'raven'] }],
})
const logger = getLogger('shop')

function serve(kind) {
  logger.info('somebody asks for {kind} tea', { kind })
  logger.warn('there is no {kind} tea', { kind, shelf: 3, tags: { shop: 'tea' } })
  throw new RangeError('the tea is gone')
}

try {
  serve('green')
} catch (error) {
  logger.error('nobody was served', { error })
}
