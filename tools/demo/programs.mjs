/** The two programs of the demo, started as a user would start them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { Fault } from '../program.mjs'
import { ROOT } from '../real-parts.mjs'

const START_MS = 30_000
const STOP_MS = 5_000

/** Starts a program; `stops` gets a function that ends it. Its talk on stderr is shown. */
function start(script, args, env, stops) {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  stops.push(async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(timer)
  })
  return child
}

/** Reads lines of a program's output until `wanted` has understood one. */
async function firstLine(child, name, wanted) {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const understood = wanted(line)
      if (understood) return understood
    }
  } finally {
    clearTimeout(timer)
    child.stdout.resume()
  }
  throw new Fault(`${name} ended before it was ready`)
}

/** An inbox on the first free port from 9000 on, with its data in `folder`. */
export async function startInboxProgram(folder, stops) {
  const script = 'packages/inbox/bin/raven-inbox.mjs'
  const child = start(script, ['--file', join(folder, 'inbox.db')], {}, stops)
  const said = {}
  return await firstLine(child, 'The inbox', (line) => {
    const [label, value] = line.split(/\s+/)
    if (label === 'DSN') said.dsn = value
    if (label === 'Page') said.url = value.replace(/\/$/, '')
    return said.dsn && said.url ? said : undefined
  })
}

/** The example shop on a free port, reporting to `dsn`; answers its address. */
export async function startShop(dsn, folder, stops) {
  const env = { SENTRY_DSN: dsn, PORT: '0', RAVEN_SPOOL_DIR: join(folder, 'spool') }
  const child = start('examples/shop/shop.js', [], env, stops)
  return await firstLine(child, 'The shop', (line) => /https?:\/\/\S+/.exec(line)?.[0])
}
