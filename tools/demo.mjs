/**
 * The main job, for a newcomer to watch: a shop fails, and its errors are on a page.
 *
 * Starts an inbox on a scratch file and the example shop beside it, makes the shop fail in four ways
 * over HTTP, and says where each event can be read.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { buildPackages } from './build.mjs'
import { whatIsMissing } from './demo/check.mjs'
import { failInFourWays } from './demo/drive.mjs'
import { startInboxProgram, startShop } from './demo/programs.mjs'
import { Fault, program } from './program.mjs'

const HELP = `npm run demo [-- --once]

Builds, starts an inbox and a small shop that fails, and prints where each event can be read.
Stays until Ctrl-C.

  --once    checks that every event arrived whole, and ends: exit code 0, or 1 saying what is missing
  --help    this text`

/** How long an event may take to be readable, with a generous margin for a busy machine. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 50

/** Waits until the inbox has the event, and answers it; undefined when it did not come. */
async function arrived(inbox, failure) {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const event = await failure.find(inbox)
    if (event) return event
    await sleep(PAUSE_MS)
  }
  return undefined
}

async function report(inbox, failures) {
  const missing = []
  for (const failure of failures) {
    const found = await arrived(inbox, failure)
    if (found) console.log(`${failure.what.padEnd(34)} ${found.eventId}  ${found.url}`)
    missing.push(...whatIsMissing(failure, found?.event))
  }
  return missing
}

async function untilInterrupted() {
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

async function demo({ once = false }) {
  await buildPackages(undefined, { types: false })
  const scratch = await mkdtemp(join(tmpdir(), 'raven-demo-'))
  const programs = []
  try {
    const inbox = await startInboxProgram(scratch, programs)
    const shop = await startShop(inbox.dsn, scratch, programs)
    const missing = await report(inbox, await failInFourWays(shop))
    if (missing.length > 0) throw new Fault(`Missing:\n  ${missing.join('\n  ')}`)
    console.log(
      once ? '\nAll events arrived whole.' : `\nopen ${inbox.url}   (Ctrl-C ends the demo)`,
    )
    if (!once) await untilInterrupted()
  } finally {
    await Promise.all(programs.reverse().map((stop) => stop()))
    await rm(scratch, { recursive: true, force: true })
  }
}

await program(import.meta.url, {
  help: HELP,
  options: { once: { type: 'boolean' } },
  run: (values) => demo(values),
})
