/** The inbox as a server of its own, and as a part of another one. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createCore, noticeOnStderr } from './core.ts'
import type { Core, InboxOptions } from './core.ts'
import { parseIngestPath } from './ingest/endpoint.ts'
import { isLoopbackHost } from './ingest/host.ts'
import { serveIngest, splitAt } from './ingest/node-door.ts'
import { LOOPBACK, listen } from './listen.ts'
import { createErrorListener } from './notices.ts'

/** What {@link startInbox} takes. */
export interface ServerOptions extends InboxOptions {
  /** Default 9000; 0 is any free port. */
  readonly port?: number
  /** The address to listen on. Default: 127.0.0.1 and ::1. */
  readonly host?: string
}

/** A running inbox. */
export interface Inbox {
  /** The address of the pages, with the token that they ask for, if any. */
  readonly url: string
  readonly port: number
  /** The DSN to give to clients; of project `1`, or the first that is taken. */
  dsn(project?: string): string
  /** Stops listening, answers what has begun, finishes commits, closes the file. */
  close(): Promise<void>
}

/** How long requests that have begun may take when the inbox closes. */
const CLOSE_MS = 5_000
const SWEEP_MS = 50

/**
 * Starts an inbox. Throws `PortInUse`, or a `StoreError` about the data file.
 *
 * ```ts
 * const inbox = await startInbox({ file: 'inbox.db', port: 0 })
 * const client = new Client(inbox.dsn())
 * ```
 */
export async function startInbox(options: ServerOptions): Promise<Inbox> {
  const { host, projects = [], keys = [] } = options
  const isOpen = host !== undefined && !isLoopbackHost(host)
  const token = options.token ?? (isOpen ? randomBytes(24).toString('base64url') : undefined)
  let handle: RequestListener = notYet
  const { port, servers } = await listen(
    host === undefined ? LOOPBACK : [host],
    options.port ?? DEFAULT_PORT,
    (incoming, outgoing) => handle(incoming, outgoing),
  )
  const address = `${nameOf(host)}:${port}`
  const dsn = (project = projects[0] ?? '1') =>
    `http://${keys[0] ?? 'public'}:secret@${address}/${project}`
  const hosts = { names: options.allowHosts ?? [], anyAddress: isOpen }
  const tokenOption = token === undefined ? {} : { token }
  const core = await orStop(servers, createCore({ ...options, ...tokenOption, hosts, dsn: dsn() }))
  handle = createListener(core)
  return {
    url: `http://${address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`,
    port,
    dsn,
    close: () => closeAll(core, servers),
  }
}

/** Where DSNs of a local inbox point, unless told otherwise. */
export const DEFAULT_PORT = 9000

/** The moment between having a port and having opened the data file. */
function notYet(_incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(503, { 'retry-after': '1' }).end()
}

/** Does not keep a port for an inbox that could not open its data. */
async function orStop(servers: readonly Server[], opening: Promise<Core>): Promise<Core> {
  try {
    return await opening
  } catch (error) {
    await Promise.all(servers.map(closeServer))
    throw error
  }
}

/** A handler to mount where another server already listens. */
export interface MountedInbox {
  fetch(request: Request): Promise<Response>
  close(): Promise<void>
}

/**
 * An inbox as a fetch handler. Names beyond loopback go into `allowHosts`, and then the pages ask for
 * `token`, which must be given.
 *
 * Throws when the options cannot be safe; a data file that cannot be opened makes `fetch` reject.
 */
export function inbox(options: InboxOptions): MountedInbox {
  const names = options.allowHosts ?? []
  if (names.some((name) => !isLoopbackHost(name)) && options.token === undefined) {
    throw new TypeError('An inbox that others can reach needs the option `token`.')
  }
  const opening = createCore({
    ...options,
    hosts: { names, anyAddress: false },
    dsn: `http://${options.keys?.[0] ?? 'public'}:secret@localhost/${options.projects?.[0] ?? '1'}`,
  })
  // Said here at once; every request is told too.
  opening.catch(createErrorListener(options.onNotice ?? noticeOnStderr, Date.now))
  return {
    fetch: async (request) => (await opening).fetch(request),
    // What could not be opened has nothing to close, and was said.
    close: () =>
      opening.then(
        (core) => core.close(),
        () => undefined,
      ),
  }
}

function createListener(core: Core): RequestListener {
  const pages = getRequestListener((request) => core.app.fetch(request), {
    overrideGlobalObjects: false,
  })
  return (incoming, outgoing) => {
    const [path] = splitAt(incoming.url ?? '/', '?')
    const ingestPath = parseIngestPath(path)
    if (ingestPath) void serveIngest(core.ingest, ingestPath, { incoming, outgoing })
    else void pages(incoming, outgoing)
  }
}

function nameOf(host: string | undefined): string {
  if (host === undefined || isLoopbackHost(host)) return 'localhost'
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

async function closeAll(core: Core, servers: readonly Server[]): Promise<void> {
  core.endStreams()
  const deadline = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, CLOSE_MS)
  await Promise.all(servers.map(closeServer))
  clearTimeout(deadline)
  await core.close()
}

/** Connections that are kept alive fall idle one by one, as their last answers go out. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  server.closeIdleConnections()
  await closed
  clearInterval(sweep)
}
