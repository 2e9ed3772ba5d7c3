/** `raven-ts spool send`: sends what waits for one server, now. */

import { parseArgs } from 'node:util'

import { Client } from 'raven-ts'
import { httpTransport } from 'raven-ts/transports'

import { Progress } from './progress.ts'

/** How long to go on while nothing arrives any more. */
const PATIENCE_MS = 10_000

/** Throws for words that make no sense. */
export async function runSpoolSend(words: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true })
  const [dsn = process.env.SENTRY_DSN, ...more] = positionals
  if (more.length > 0) throw new TypeError('send takes one DSN at most.')
  if (!dsn) {
    process.stderr.write('No DSN: name one, or set SENTRY_DSN.\n')
    return 1
  }
  const client = new Client({
    dsn,
    transport: httpTransport,
    raiseSendErrors: true,
    diagnostics: false,
  })
  const isDone = await sendAll(client)
  const { sent, dropped, adopted, rolledUp, reports } = client.stats()
  await client.close(0)
  const counted = reports > 0 ? `, and ${reports} with the number of a flood` : ''
  process.stdout.write(`sent ${sent} of ${adopted - rolledUp}${counted}${lossText(dropped)}\n`)
  if (isDone) return 0
  process.stderr.write(
    `${client.remote.baseUrl} does not take the rest now; it stays in the spool.\n`,
  )
  return 1
}

/** Goes on as long as something arrives. */
async function sendAll(client: Client): Promise<boolean> {
  const progress = new Progress(process.stderr, () => {
    const { adopted, waiting, spooled, rolledUp } = client.stats()
    const all = adopted - rolledUp
    return { done: all - waiting - spooled, all }
  })
  try {
    const arrived = () => client.stats().sent + client.stats().reports
    for (let before = -1; before < arrived();) {
      before = arrived()
      if (await client.flush(PATIENCE_MS)) return true
    }
    return false
  } finally {
    progress.end()
  }
}

function lossText(dropped: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(dropped)
    .map(([reason, count]) => `, ${count} lost (${reason})`)
    .join('')
}
