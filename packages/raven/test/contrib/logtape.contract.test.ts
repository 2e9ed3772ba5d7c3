import { configureSync, getLogger, resetSync, type LogRecord } from '@logtape/logtape'
import { onTestFinished } from 'vitest'
import { ravenLogtape } from 'raven-ts/contrib/logtape'
import { loggerContract } from '../contracts/logger-contract.ts'

loggerContract({
  name: 'LogTape 2',
  template: 'there is no {kind} tea',
  params: (kind) => ({ kind }),
  logger: 'shop.till',
  levels: {},
  open: (opening, more) => {
    const lines: unknown[] = []
    const memory = (record: LogRecord): void => {
      lines.push(`${record.level} ${record.message.join('')}`)
    }
    configureSync({
      reset: true,
      sinks: { memory },
      loggers: [{ category: [], sinks: ['memory'], lowestLevel: 'debug' }],
    })
    onTestFinished(() => resetSync())
    const handler = ravenLogtape(opening, more)
    const log = getLogger(['shop', 'till'])
    const voice = {
      errorFirst: (error: Error) => log.error(error),
      errorUnder: (key: string, error: Error) => log.error('it failed', { [key]: error }),
      messageThenError: (text: string, error: Error) => log.error(text, error),
      withParameter: (kind: string) => log.error('there is no {kind} tea', { kind }),
      objectOnly: (fields: object) => log.error(fields as Record<string, unknown>),
      record: (text: string, fields: object) => log.error(text, fields as Record<string, unknown>),
      info: (text: string) => log.info(text),
      warning: (text: string) => log.warn(text),
      named: (name: string, text: string) => getLogger(name.split('.')).error(text),
    }
    return { voice, handler, printed: () => lines }
  },
})
