import bunyan from 'bunyan'
import { ravenBunyan } from 'raven-ts/contrib/bunyan'
import { loggerContract } from '../contracts/logger-contract.ts'

const serializers = { 'no serializers': {}, 'its own serializers': bunyan.stdSerializers }

for (const [name, own] of Object.entries(serializers)) {
  loggerContract({
    name: `bunyan 2 with ${name}`,
    template: 'there is no %s tea',
    params: (kind) => [kind],
    logger: 'shop',
    levels: {},
    open: (opening, more) => {
      const lines: string[] = []
      const stream = {
        write: (line: string) => void lines.push(line.replace(/"time":"[^"]*"/, '')),
      }
      const log = bunyan.createLogger({
        name: 'shop',
        serializers: own,
        streams: [{ stream: stream as never }], // bunyan asks for no more of it
      })
      const handler = ravenBunyan(opening, { ...more, root: log })
      const voice = {
        errorFirst: (error: Error) => log.error(error),
        errorUnder: (key: string, error: Error) => log.error({ [key]: error }),
        messageThenError: (text: string, error: Error) => log.error(error, text),
        withParameter: (kind: string) => log.error('there is no %s tea', kind),
        objectOnly: (fields: object) => log.error(fields),
        record: (text: string, fields: object) => log.error(fields, text),
        info: (text: string) => log.info(text),
        warning: (text: string) => log.warn(text),
      }
      return { voice, handler, printed: () => lines }
    },
  })
}
