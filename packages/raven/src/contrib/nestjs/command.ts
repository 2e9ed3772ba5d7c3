/** The command `raven:test` for apps of `nest-commander`, which finds it by itself. */

import type { Client } from 'raven-ts'
import { sendTest } from '../command/send-test.ts'
import { define } from './metadata.ts'

/** Sends one event by the app's own client, and says whether the server took it. */
export class RavenTestCommand {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
    const name = 'raven:test'
    const description = 'Send a test event and say whether it arrived'
    define('CommandBuilder:Command:Meta', { name, description }, RavenTestCommand)
  }

  /** `nest-commander` hands over its own command; nothing of it is needed. */
  setCommand(): this {
    return this
  }

  async run(): Promise<void> {
    const { ok, text } = await sendTest(this.#client)
    process.stdout.write(`${text}\n`)
    if (!ok) process.exitCode = 1
  }
}
