/** A client whose events a server keeps. */

import { Client } from 'raven-ts'
import { onTestFinished } from 'vitest'
import { Receiver } from '../../support/receiver.ts'

/** By this thread, and no disk: what is tested is what is sent. */
export async function recorded() {
  const receiver = await Receiver.start()
  const client = new Client(receiver.dsn, { worker: false, spool: false, diagnostics: false })
  onTestFinished(() => void client.close())
  return {
    client,
    /** All events there are. */
    async events(): Promise<readonly Sent[]> {
      await client.flush(20_000)
      return receiver.received.map(({ body }) => JSON.parse(body.toString().split('\n')[2] ?? '{}'))
    },
  }
}

export interface Sent {
  readonly transaction?: string
  readonly request?: { readonly url?: string; readonly headers?: Record<string, string> }
  readonly extra?: Record<string, unknown>
  readonly exception: {
    readonly values: readonly {
      readonly type: string
      readonly value: string
      readonly mechanism: { readonly type: string }
      readonly stacktrace?: { readonly frames: readonly { readonly filename: string }[] }
    }[]
  }
}

/** Files of the stack, outermost call first. */
export const filesOf = (sent: Sent | undefined): readonly string[] =>
  (sent?.exception.values.at(-1)?.stacktrace?.frames ?? []).map(({ filename }) => filename)
