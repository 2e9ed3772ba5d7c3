/** Errors of ace commands: the kernel's handler prints them, whoever else wants to know. */

import type { Client } from 'raven-ts'

/** The part of the ace kernel that is touched. */
export interface AceLike {
  errorHandler: {
    render(error: unknown, kernel: unknown): unknown
    /** Codes that a program adds to ace's own. */
    readonly knownErrorCodes?: readonly string[]
    readonly internalKnownErrorCode?: readonly string[]
  }
}

/** Reports what commands fail with, until its answer is called; how they are called wrongly is not reported. */
export function watchCommands(kernel: AceLike, client: Client): () => void {
  const own = kernel.errorHandler
  const codes = [...(own.internalKnownErrorCode ?? []), ...(own.knownErrorCodes ?? [])]
  const render = (error: unknown, current: unknown): unknown => {
    if (!isKnown(error, codes)) report(client, error)
    return own.render(error, current)
  }
  const watching = Object.assign(Object.create(own) as typeof own, { render })
  kernel.errorHandler = watching
  return () => {
    if (kernel.errorHandler === watching) kernel.errorHandler = own
  }
}

function report(client: Client, error: unknown): void {
  const argv = process.argv.slice(2)
  client.captureException(error, {
    mechanism: { type: 'auto.ace.adonis', handled: false },
    culprit: `ace ${argv[0] ?? ''}`,
    extra: { argv },
  })
}

/** As Adonis has it: its own codes, and errors that say themselves how they are shown. */
function isKnown(error: unknown, codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, render } = error as { code?: unknown; render?: unknown }
  return typeof render === 'function' || (typeof code === 'string' && codes.includes(code))
}
