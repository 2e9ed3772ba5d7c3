/** An inbox without a socket: its store, its two doors, and how it ends. */

import type { Hono } from 'hono'
import { Ingest } from './ingest/ingest.ts'
import { parseIngestPath } from './ingest/endpoint.ts'
import { fetchIngest } from './ingest/fetch-door.ts'
import type { HostRules } from './ingest/host.ts'
import { Live } from './live.ts'
import { createErrorListener } from './notices.ts'
import type { OnNotice } from './notices.ts'
import { createPages } from './pages/index.ts'
import { createApp } from './routes/app.ts'
import { openStore } from './store/open-store.ts'
import type { Sync } from './store/open-database.ts'
import type { Caps } from './store/prune.ts'
import { INBOX_VERSION } from './version.ts'

/** What every inbox can be told. */
export interface InboxOptions {
  /** The data file; made when missing, with private folders. */
  readonly file: string
  /** `normal`: acknowledged events survive the process. `full`: the machine too. Default `normal`. */
  readonly sync?: Sync
  /** Default: 100,000 events, 1 GiB, 90 days. */
  readonly caps?: Partial<Caps>
  /** Public keys that are taken; all, when absent or empty. */
  readonly keys?: readonly string[]
  /** Projects that are taken; all, when absent or empty. */
  readonly projects?: readonly string[]
  /** Host names to answer to, besides localhost and the loopback addresses. */
  readonly allowHosts?: readonly string[]
  /** Asked of who reads the pages. Default: none on loopback, a random one beyond. */
  readonly token?: string
  /** Receives lines for people. Default: stderr. */
  readonly onNotice?: OnNotice
}

/** What surrounds a core. */
export interface CoreOptions extends InboxOptions {
  readonly hosts: HostRules
  /** Shown by an empty inbox. */
  readonly dsn: string
}

/** The parts that a server puts together. */
export interface Core {
  readonly ingest: Ingest
  /** The second door: pages and JSON. */
  readonly app: Hono
  /** Both doors. */
  fetch(request: Request): Response | Promise<Response>
  /** Ends the streams of open pages. */
  endStreams(): void
  /** Finishes commits, then closes the data file. */
  close(): Promise<void>
}

/** Opens the data file and builds both doors. Throws a `StoreError` for people. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { hosts, token, dsn } = options
  const now = Date.now
  const onError = createErrorListener(options.onNotice ?? noticeOnStderr, now)
  const store = await openStore({ ...options, now })
  const live = new Live({ onListenerError: onError })
  const access = { keys: options.keys ?? [], projects: options.projects ?? [] }
  const randomId = () => crypto.randomUUID().replaceAll('-', '')
  const ingest = new Ingest({ store, live, access, hosts, now, randomId, onError })
  const version = INBOX_VERSION
  const app = createApp({
    store,
    now,
    version,
    items: () => ingest.counts.read(),
    guard: { hosts, ...(token !== undefined && { token }) },
    pages: createPages({ store, live, now, dsn, version }),
    onError,
  })
  return {
    ingest,
    app,
    fetch: (request) => {
      const path = parseIngestPath(new URL(request.url).pathname)
      return path ? fetchIngest(ingest, path, request) : app.fetch(request)
    },
    endStreams: () => live.close(),
    close: async () => {
      live.close()
      await store.close()
    },
  }
}

/** Where lines for people go by default. */
export function noticeOnStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}
