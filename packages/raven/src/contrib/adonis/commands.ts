/** Errors of ace commands: the kernel's handler prints them, whoever else wants to know. */

import type { Client } from 'raven-ts'
import { attempt } from 'raven-ts/contrib/web'

/** The part of the ace kernel that is touched. */
interface AceLike {
  errorHandler: {
    render(error: unknown, kernel: unknown): unknown
    /** Codes that a program adds to ace's own. */
    readonly knownErrorCodes?: readonly string[]
    readonly internalKnownErrorCode?: readonly string[]
  }
  /** The command this process was started for, if it was. */
  getMainCommand(): { readonly commandName: string; readonly parsed?: Parsed } | undefined
}

interface Parsed {
  readonly args: unknown
  readonly flags: unknown
}

/** The part of an application that has an ace kernel. */
interface AceOwner {
  getEnvironment(): string
  readonly container: {
    make(name: string): Promise<unknown>
    resolving(name: string, then: (made: unknown) => void): unknown
  }
}

/** Watches the app's kernel; where no command was asked for, only once the app itself takes one up. */
export async function watchAce(app: AceOwner, client: Client): Promise<() => void> {
  let end: (() => void) | undefined = () => {}
  const watch = (kernel: unknown): void => {
    if (end) end = watchCommands(kernel as AceLike, client) // what is bound as `ace`
  }
  if (app.getEnvironment() === 'console') watch(await app.container.make('ace'))
  else app.container.resolving('ace', watch)
  return () => {
    end?.()
    end = undefined
  }
}

/** Reports what commands fail with, until its answer is called; how they are called wrongly is not reported. */
function watchCommands(kernel: AceLike, client: Client): () => void {
  const own = kernel.errorHandler
  const codes = [...(own.internalKnownErrorCode ?? []), ...(own.knownErrorCodes ?? [])]
  const render = (error: unknown, current: unknown): unknown => {
    attempt(() => {
      if (!isKnown(error, codes)) report(client, error, kernel.getMainCommand())
    })
    return own.render(error, current)
  }
  const watching = Object.assign(Object.create(own) as typeof own, { render })
  kernel.errorHandler = watching
  return () => {
    if (kernel.errorHandler === watching) kernel.errorHandler = own
  }
}

/** Arguments and flags by what the command calls them: the starter's `ace.js` empties `process.argv`. */
function report(client: Client, error: unknown, main: ReturnType<AceLike['getMainCommand']>): void {
  client.captureException(error, {
    mechanism: { type: 'auto.ace.adonis', handled: false },
    ...(main && {
      culprit: `ace ${main.commandName}`,
      extra: { args: main.parsed?.args, flags: main.parsed?.flags },
    }),
  })
}

/** As Adonis has it: its own codes, and errors that say themselves how they are shown. */
function isKnown(error: unknown, codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, render } = error as { code?: unknown; render?: unknown }
  return typeof render === 'function' || (typeof code === 'string' && codes.includes(code))
}
