/** A client and all that goes with it, by nothing but a section of a configuration. */

import { writeSync } from 'node:fs'
import { Client, type ClientOptions } from 'raven-ts'
import { switchOn } from './integrations.ts'
import { quietly } from './quietly.ts'
import { keyOf, readSection } from './section.ts'

/** What {@link fromConfig} may be told besides the section. */
export interface ConfigSource {
  /** The file the section is from, to be named when something in it cannot be used. Default none. */
  readonly file?: string | undefined
  /** Its text, so that the line can be named too. Default none. */
  readonly text?: string | undefined
  /** The class of the client that is made. Default `Client`. */
  readonly clientClass?: (new (options: ClientOptions) => Client) | undefined
}

/** What a section was made into. */
export interface Configured {
  readonly client: Client
  /** Takes back every hook; the client goes on. */
  readonly uninstall: () => void
}

const STDERR = 2

/**
 * Makes a client of a section of your own configuration and installs it: uncaught errors, the integrations
 * that need no help of the program, and with `level` what the console is told. Values may be strings: lists
 * are split at commas and blanks, numbers and switches are parsed. Names may be `includePaths`, `include_paths` or `include-paths`.
 * What cannot be used is said once, in one line, and ignored. Without a DSN nothing is installed.
 *
 * ```js
 * const { client } = fromConfig(settings.raven) // { dsn, release, level: 'error', integrations: 'express' }
 * ```
 *
 * Throws only where the section says `raiseSendErrors`, as `new Client` does.
 */
export function fromConfig(
  section: Readonly<Record<string, unknown>>,
  source: ConfigSource = {},
): Configured {
  const { clientClass = Client } = source
  const where = (name: string): string => placeOf(keyOf(section, name), source)
  const write = writerOf(section.diagnostics)
  const complain = (name: string, what: string): void =>
    write(`raven: ${where(name)}option "${name}" ${what} is ignored`)
  const { options, level, integrations } = readSection(section, process.env, complain)
  const client = new clientClass({
    ...options,
    diagnostics: (line: string) => write(located(line, where, section)),
  })
  const isSaid = options.install !== undefined || process.env.SENTRY_INSTALL !== undefined
  if (!client.isEnabled()) return { client, uninstall: () => {} }
  const undo = [isSaid ? () => {} : client.install()]
  undo.push(switchOn(client, { level, integrations, complain }))
  return { client, uninstall: () => undo.forEach(quietly) }
}

/** Where the client's own lines go: as its option `diagnostics` says. */
export function writerOf(option: unknown): (line: string) => void {
  if (option === false || option === 'false') return () => {}
  if (typeof option === 'function') return (line) => void Reflect.apply(option, undefined, [line])
  return (line) => quietly(() => void writeSync(STDERR, `${line}\n`))
}

/** A line about an option, with the place where that stands put before it. */
function located(
  line: string,
  where: (name: string) => string,
  section: Readonly<Record<string, unknown>>,
): string {
  const option = /^raven: (?:there is no )?option "(\w+)/.exec(line)?.[1]
  const name =
    option ?? (line.endsWith('; nothing will be sent') && section.dsn ? 'dsn' : undefined)
  return name === undefined ? line : line.replace(/^raven: /, (start) => start + where(name))
}

/** `/app/raven.config.json:3: `, as far as it is known. */
function placeOf(key: string, { file, text }: ConfigSource): string {
  if (file === undefined) return ''
  // a key is a word here: what else it may be in a file is not looked for
  const at = /^[\w-]+$/.test(key) ? text?.search(new RegExp(`(?<![\\w-])${key}['"]?\\s*:`)) : -1
  const line = at === undefined || at < 0 ? '' : `:${text?.slice(0, at).split('\n').length}`
  return `${file}${line}: `
}
