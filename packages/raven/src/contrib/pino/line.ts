/** A line as pino writes it: after its serializers, redaction, mixins and formatters. */

import { isPlain } from 'raven-ts/contrib/logging'

/** The line as an object; empty where it is none. */
export function parsed(line: string): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(line)
    return isPlain(record) ? record : {}
  } catch {
    return {} // a formatter of the program's own may write anything
  }
}

/** The data of its record, without what every line has. */
export function dataIn(line: string): Record<string, unknown> {
  const {
    level: _,
    time: __,
    pid: ___,
    hostname: ____,
    name: _____,
    msg: ______,
    ...data
  } = parsed(line)
  return data
}
