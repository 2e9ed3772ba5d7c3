import { createConsola } from 'consola/core'
import { ravenConsola } from 'raven-ts/contrib/consola'
import { loggerContract } from '../contracts/logger-contract.ts'

loggerContract({
  name: 'consola 3',
  template: 'there is no %s tea',
  params: (kind) => [kind],
  logger: 'shop',
  levels: {},
  open: (opening, more) => {
    const lines: unknown[] = []
    const log = createConsola({
      reporters: [
        { log: ({ type, args }) => void lines.push(`${type} ${args.map(String).join(' ')}`) },
      ],
      defaults: { tag: 'shop' },
      throttle: 0,
    })
    const handler = ravenConsola(opening, { ...more, root: log })
    // the attached instance is the one that others are made of
    const voice = {
      errorFirst: (error: Error) => log.error(error),
      errorUnder: (key: string, error: Error) => log.error({ [key]: error }),
      messageThenError: (text: string, error: Error) => log.error(text, error),
      withParameter: (kind: string) => log.error('there is no %s tea', kind),
      objectOnly: (fields: object) => log.error(fields),
      record: (text: string, fields: object) => log.error({ ...fields, message: text }),
      info: (text: string) => log.info(text),
      warning: (text: string) => log.warn(text),
      named: (tag: string, text: string) => log.withDefaults({ tag }).error(text),
    }
    return { voice, handler, printed: () => lines }
  },
})
