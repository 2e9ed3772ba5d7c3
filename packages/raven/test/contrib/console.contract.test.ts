/** The console, which is replaced by one of Node's own that writes into memory. */

import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import { ravenConsole } from 'raven-ts/contrib/console'
import { loggerContract } from '../contracts/logger-contract.ts'
import type { Voice } from '../contracts/logging/system.ts'

const NAMES = ['debug', 'log', 'info', 'warn', 'error', 'assert', 'trace'] as const

/** What the console prints meanwhile. */
function quietConsole(): () => readonly unknown[] {
  const out = new PassThrough().setEncoding('utf8')
  const quiet = new Console({ stdout: out, stderr: out })
  const before = NAMES.map((name) => Object.getOwnPropertyDescriptor(console, name))
  for (const name of NAMES)
    Object.defineProperty(console, name, { configurable: true, writable: true, value: quiet[name] })
  onTestFinished(() => {
    for (const [index, name] of NAMES.entries())
      Object.defineProperty(console, name, before[index] ?? {})
  })
  return () => [out.read()]
}

const voice: Voice = {
  errorFirst: (error) => console.error(error),
  errorUnder: (key, error) => console.error({ [key]: error }),
  messageThenError: (text, error) => console.error(text, error),
  withParameter: (kind) => console.error('there is no %s tea', kind),
  objectOnly: (fields) => console.error(fields),
  record: (text, fields) => console.error(text, fields),
  info: (text) => console.log(text),
  warning: (text) => console.warn(text),
}

loggerContract({
  name: 'the console',
  template: 'there is no %s tea',
  params: (kind) => [kind],
  logger: 'console',
  levels: {},
  open: (opening, more) => {
    const printed = quietConsole()
    const handler = ravenConsole(opening, more)
    onTestFinished(() => handler.uninstall())
    return { voice, handler, printed }
  },
})
