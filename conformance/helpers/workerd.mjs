/** Programs on workerd: bundled as people do it, and served by the real runtime. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { runtimePath } from '../../tools/runtimes.mjs'

/** Generous: for a machine that is busy. */
const ARRIVES_WITHIN_MS = 60_000

/** From this date on workerd has `nodejs_compat` by itself, and with it a storage that follows chains of calls. */
export const FOLLOWS_SINCE = '2026-11-01'

const configOf = (date) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  bindings = [(name = "SENTRY_DSN", fromEnvironment = "SENTRY_DSN")],
  compatibilityDate = "${date}",
);
`

/** Bundles a program of `programs/` into a folder of its own, which `remove` removes; or beside another. */
export async function bundleWorker(name, define = {}, beside) {
  const folder = beside?.folder ?? mkdtempSync(join(tmpdir(), 'raven-workerd-'))
  await build({
    entryPoints: [fileURLToPath(new URL(`../programs/${name}`, import.meta.url))],
    outfile: join(folder, beside ? name.replace(/\.mjs$/, '.js') : 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    define,
    logLevel: 'error',
  })
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** Serves it, alone unless a configuration says otherwise; `ports` by socket are those that workerd chose, `port` the first. */
export async function serveWorker(
  { folder },
  { dsn, date = FOLLOWS_SINCE, config = configOf(date) },
) {
  const file = join(folder, 'config.capnp')
  writeFileSync(file, config)
  const child = spawn(runtimePath('workerd'), ['serve', '--experimental', file, '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    env: { SENTRY_DSN: dsn },
  })
  process.once('exit', () => child.kill()) // also when an assertion fails
  const ended = once(child, 'close')
  const ports = await Promise.race([portsOf(child.stdio[3], config), ended])
  return { port: Object.values(ports)[0], ports, stop: async () => (child.kill(), await ended) }
}

async function portsOf(control, config) {
  const ports = {}
  const count = config.match(/address = /g).length
  for await (const line of createInterface({ input: control })) {
    const { socket, port } = JSON.parse(line)
    if (port !== undefined) ports[socket] = port
    if (Object.keys(ports).length === count) break
  }
  return ports
}

/** Asks until the inbox has an event: a worker answers before its event has left. */
export function arrivalsOf(inbox) {
  return async (id) => {
    for (const end = Date.now() + ARRIVES_WITHIN_MS; Date.now() < end;) {
      const found = await inbox.event(id)
      if (found) return found.event
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`the event ${id} did not arrive`)
  }
}
