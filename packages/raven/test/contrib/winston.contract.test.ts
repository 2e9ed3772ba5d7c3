import { Writable } from 'node:stream'
import { createLogger, format, transports } from 'winston'
import { ravenWinston } from 'raven-ts/contrib/winston'
import { loggerContract } from '../contracts/logger-contract.ts'

const levels = { alert: 0, error: 1, audit: 2, warn: 3, info: 4, debug: 5 }

const formats = {
  'its own formats': undefined,
  'splat, errors and json': format.combine(
    format.splat(),
    format.errors({ stack: true }),
    format.json(),
  ),
  'errors first, and colours': format.combine(
    format.errors({ stack: true }),
    format.colorize({ all: true, colors: { audit: 'blue', alert: 'red' } }),
    format.splat(),
    format.simple(),
  ),
}

for (const [name, how] of Object.entries(formats)) {
  loggerContract({
    name: `winston 3, ${name},`,
    template: 'there is no %s tea',
    params: (kind) => [kind],
    logger: 'winston',
    levels: { own: 'warning', ownName: 'audit' },
    open: (opening, more) => {
      const lines: string[] = []
      const stream = new Writable({
        decodeStrings: false,
        write: (line: string, _encoding, done) => {
          lines.push(line)
          done()
        },
      })
      const logger = createLogger({
        levels,
        ...(how ? { format: how } : {}),
        transports: [new transports.Stream({ stream })],
      })
      const log = logger as typeof logger & { audit(text: string): unknown }
      const handler = ravenWinston(opening, { ...more, root: log })
      const voice = {
        errorFirst: (error: Error) => log.error(error),
        errorUnder: (key: string, error: Error) => log.error('it failed', { [key]: error }),
        messageThenError: (text: string, error: Error) => log.error(text, error),
        withParameter: (kind: string) => log.error('there is no %s tea', kind),
        objectOnly: (fields: object) => log.error(fields),
        record: (text: string, fields: object) => log.error(text, fields),
        info: (text: string) => log.info(text),
        warning: (text: string) => log.log('warn', text),
        own: (text: string) => log.audit(text),
        named: (service: string, text: string) => log.child({ service }).error(text),
      }
      return { voice, handler, printed: () => lines }
    },
  })
}
