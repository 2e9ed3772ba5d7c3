/** The other end of pino's transports: a thread that is told lines, and knows no program. */

import { after, errorIn, errorOf, LogReporter, type LoggingOptions } from 'raven-ts/contrib/logging'
import { dataIn, parsed } from './line.ts'

/**
 * What pino calls in its thread with `options`, which are plain data, `customLevels` of the program's own among them;
 * answers a stream of lines, whose end waits for what was reported.
 */
export async function pinoTransport(
  options: LoggingOptions & { readonly customLevels?: Readonly<Record<string, number>> },
): Promise<NodeJS.WritableStream> {
  const { Writable } = await import('node:stream') // of no use to those who need no thread
  const { customLevels, ...rest } = options
  const reporter = new LogReporter('pino', rest)
  const weights = {
    trace: 10,
    debug: 20,
    info: 30,
    warn: 40,
    error: 50,
    fatal: 60,
    ...customLevels,
  }
  const names = new Map(
    Object.entries(weights).map(([name, value]): [unknown, string] => [value, name]),
  )
  let begun = ''

  const take = (text: string): void => {
    const { level, name = 'pino', msg = '', time } = parsed(text)
    const grade = reporter.grade(names.get(level) ?? String(level), weights)
    if (!grade || level === undefined) return
    reporter.tell({
      grade,
      logger: String(name),
      date: Number(time ?? Date.now()),
      args: [msg],
      read: () => {
        const fields = dataIn(text)
        const error = errorOf(errorIn(fields))
        const { message } = Object(error?.value) as { message?: unknown } // or none
        const template = String(msg) || `{ ${Object.keys(fields).join(', ')} }`
        return { error, template, params: [], isSaid: msg !== message, fields }
      },
    })
  }
  return new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      const lines = (begun + String(chunk)).split('\n')
      begun = lines.pop() ?? ''
      lines.forEach(take)
      done()
    },
    final: (done) => void after(reporter.client.close(), done),
  })
}
