/** The pages of the inbox, as routes. */

import { type Handler, Hono } from 'hono'
import type { Live } from '../live.ts'
import type { Store } from '../store/store.ts'
import { liveResponse } from './live-stream.ts'
import { PageHandlers } from './page-handlers.tsx'
import { fileResponse } from './respond.ts'
import { staticFiles } from './static-files.ts'

/** What the pages are made from. */
export interface PagesDeps {
  readonly store: Store
  readonly live: Live
  /** The time in milliseconds. */
  readonly now: () => number
  /** The DSN that an empty inbox shows. */
  readonly dsn: string
  /** The version of the inbox, shown at the foot. */
  readonly version: string
}

/**
 * All pages, their two files, and the stream of arrivals.
 *
 * It answers every path: what it does not know gets the page that says so. Mount it last.
 */
export function createPages({ store, live, now, dsn, version }: PagesDeps): Hono {
  const files = staticFiles()
  const handlers = new PageHandlers(store, () => ({ files, version, dsn, now: now() }))
  const pages = new Hono()

  /** People leave the slash at the end out; whether a router minds depends on where it is mounted. */
  const page = (path: string, handler: Handler): void => {
    pages.get(path, handler)
    pages.get(path.slice(0, -1), handler)
  }

  pages.get('/', (c) => handlers.issues(c))
  page('/issues/:id/', (c) => handlers.issue(c))
  page('/search/', (c) => handlers.search(c))
  page('/:project/search/', (c) => handlers.search(c))
  page('/:project/events/:eventId/', (c) => handlers.event(c))
  pages.get('/live', (c) => liveResponse(live, c.req.raw.method))
  for (const file of [files.style, files.script]) {
    pages.get(file.path, (c) => fileResponse(file, new URL(c.req.url).search.slice(1)))
  }
  pages.all('*', () => handlers.notFound())
  return pages
}
