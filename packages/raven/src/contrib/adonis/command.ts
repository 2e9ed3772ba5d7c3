/** The ace command `raven:test`, in the form that ace reads; nothing of ace is imported. */

import { Client } from 'raven-ts'
import { sendTest } from '../command/send-test.ts'
import type { AppLike } from './attach.ts'
import { WithText } from './with-text.ts'

const META = {
  commandName: 'raven:test',
  description: 'Send a test event and say whether it arrived',
  help: '',
  namespace: 'raven',
  aliases: [],
  flags: [],
  args: [],
  options: { startApp: true, staysAlive: false, allowUnknownFlags: false },
}

type Flags = Readonly<Record<string, unknown>>

/** Sends one event by the app's own client. */
class RavenTestCommand extends WithText {
  static readonly commandName = META.commandName
  static readonly description = META.description
  static readonly help = META.help
  static readonly aliases = META.aliases
  static readonly flags = META.flags
  static readonly args = META.args
  static readonly options = META.options
  readonly #app: AppLike
  exitCode: number | undefined
  error: unknown

  constructor(app: AppLike) {
    super()
    this.#app = app
  }

  static boot(): void {}
  static validate(): void {}

  static serialize(): typeof META {
    return META
  }

  /** It has no flags of its own; those of ace are handed in. */
  static getParserOptions(flags?: Flags): object {
    return { flagsParserOptions: { ...flags }, argumentsParserOptions: [] }
  }

  get commandName(): string {
    return META.commandName
  }

  get options(): typeof META.options {
    return META.options
  }

  hydrate(): void {}

  async exec(): Promise<void> {
    const { ok, text } = await sendTest(await this.#app.container.make(Client))
    process.stdout.write(`${text}\n`)
    this.exitCode = ok ? 0 : 1
  }
}

/** What ace asks a module named under `commands` in `adonisrc.ts`. */
export async function getMetaData(): Promise<(typeof META)[]> {
  return [META]
}

/** The class of a command by what {@link getMetaData} said; null if it is none of ours. */
export async function getCommand(meta: {
  commandName: string
}): Promise<typeof RavenTestCommand | null> {
  return meta.commandName === META.commandName ? RavenTestCommand : null
}
