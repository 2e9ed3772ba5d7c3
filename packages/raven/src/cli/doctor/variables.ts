/**
 * Every `SENTRY_*` variable that is set, and whether a client understands it. Values are never shown.
 *
 * What a client asks its environment for is what it understands: so one is made, and listened to.
 */

import { Client } from 'raven-ts/node'

import { check, type Check } from './check.ts'

const PREFIX = 'SENTRY_'

/** One check for each variable. */
export function variableChecks(): readonly Check[] {
  const names = Object.keys(process.env)
    .filter((name) => name.startsWith(PREFIX) && name !== 'SENTRY_DSN')
    .toSorted()
  const { asked, lines } = listen()
  return names.map((name) => {
    const fault = lines.find((line) => line.includes(`variable ${name} `))
    if (fault !== undefined) return check(name, 'fails', fault)
    return asked.has(name) ? check(name, 'ok', 'understood') : judgeUnknown(name, asked)
  })
}

/** The variables a client asks for, and what it says of them. */
function listen(): { asked: ReadonlySet<string>; lines: readonly string[] } {
  const asked = new Set<string>()
  const lines: string[] = []
  const environment = process.env
  process.env = new Proxy(environment, {
    get: (target, name): unknown => {
      if (typeof name === 'string' && name.startsWith(PREFIX)) asked.add(name)
      return Reflect.get(target, name)
    },
  })
  try {
    lines.push(...linesOf({}))
  } finally {
    process.env = environment
  }
  return { asked, lines }
}

/** What a client without a server says of its options. */
function linesOf(options: Readonly<Record<string, unknown>>): readonly string[] {
  const lines: string[] = []
  const diagnostics = (line: string) => void lines.push(line.replace(/^raven: /, ''))
  const client = new Client({ ...options, dsn: '', diagnostics })
  void client.close(0) // resolves at once, as there is nothing to wait for
  return lines
}

/** The client knows which option was meant; other tools have variables of this kind too. */
function judgeUnknown(name: string, asked: ReadonlySet<string>): Check {
  const lines = linesOf({ [optionOf(name)]: '' })
  const meant = /did you mean "(\w+)"/.exec(lines.join('\n'))?.[1]
  const variable = [...asked].find((one) => optionOf(one) === meant)
  return variable === undefined
    ? check(name, 'note', 'not read by raven-ts')
    : check(name, 'fails', `not read; did you mean ${variable}?`)
}

/** `SENTRY_TIMEOUT_MS` is `timeoutMs`. */
function optionOf(variable: string): string {
  const words = variable.slice(PREFIX.length).toLowerCase()
  return words.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
