import { pino } from 'pino'
import { ravenPino } from 'raven-ts/contrib/pino'
import { loggerContract } from '../contracts/logger-contract.ts'

loggerContract({
  name: 'pino 10',
  template: 'there is no %s tea',
  params: (kind) => [kind],
  logger: 'shop',
  levels: { own: 'warning', ownName: 'audit' },
  open: (opening, more) => {
    const lines: string[] = []
    const options = { base: { name: 'shop' }, timestamp: false, customLevels: { audit: 45 } }
    const log = pino(options, { write: (line: string) => void lines.push(line) })
    const handler = ravenPino(opening, { ...more, root: log })
    const voice = {
      errorFirst: (error: Error) => log.error(error),
      errorUnder: (key: string, error: Error) => log.error({ [key]: error }),
      messageThenError: (text: string, error: Error) => log.error(error, text),
      withParameter: (kind: string) => log.error('there is no %s tea', kind),
      objectOnly: (fields: object) => log.error(fields),
      record: (text: string, fields: object) => log.error(fields, text),
      info: (text: string) => log.info(text),
      warning: (text: string) => log.warn(text),
      own: (text: string) => log.audit(text),
      named: (name: string, text: string) => log.child({ name }).error(text),
    }
    return { voice, handler, printed: () => lines }
  },
})
