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

/** What ace makes a command with; what more it asks of the class is between the two. */
type CommandClass = new (...args: never[]) => object

/** A command as ace's list has it. */
interface CommandMeta {
  readonly commandName: string
}

type Flags = Readonly<Record<string, unknown>>

/** Sends one event by the app's own client. What is said of it ace reads of the class, too. */
class RavenTestCommand extends WithText {
  static {
    Object.assign(this, META)
  }
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
export async function getMetaData(): Promise<CommandMeta[]> {
  return [META]
}

/** The class of a command by what {@link getMetaData} said; null if it is none of ours. */
export async function getCommand(meta: { commandName: string }): Promise<CommandClass | null> {
  return meta.commandName === META.commandName ? RavenTestCommand : null
}
