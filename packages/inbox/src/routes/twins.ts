/**
 * The pages as JSON: the twin of page P is `/api/0` + P.
 *
 * Rows are those of the store, each with the absolute address of its page as `url`. Lists are
 * `{ rows, next? }`; `next` goes into `?cursor=`.
 */

import { Hono } from 'hono'
import type { Context } from 'hono'
import { normalizeEventId } from 'raven-ts/protocol'
import type { EventRow, IssueRow, Page, PageRequest, Store } from '../store/store.ts'
import { json, problem } from './json.ts'

/** What the twins are made from. */
export interface TwinsDeps {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly version: string
  /** Items acknowledged since the start, by type. */
  readonly items: () => Readonly<Record<string, number>>
}

/**
 * All twins, below `/api/0`. Unknown paths get a 404 in JSON. */
export function createTwins({ store, now, version, items }: TwinsDeps): Hono {
  const twins = new Hono({ strict: false })

  const issues = async (c: Context) => {
    const page = await store.issues({
      ...pageRequest(c),
      ...projectOf(c.req.query('project')),
      now: now(),
    })
    return json(mapRows(page, (row) => withIssueUrl(c, row)))
  }
  twins.get('/', issues)
  twins.get('/issues', issues)

  twins.get('/issues/:id', async (c) => {
    const issue = await store.issue(c.req.param('id'), now())
    if (!issue) return problem(404, 'no such issue')
    const events = await store.events(issue.id, pageRequest(c))
    return json({
      ...withIssueUrl(c, issue),
      events: mapRows(events, (row) => withEventUrl(c, row)),
    })
  })

  twins.get('/issues/:id/events', async (c) => {
    if (!(await store.issue(c.req.param('id'), now()))) return problem(404, 'no such issue')
    const events = await store.events(c.req.param('id'), pageRequest(c))
    return json(mapRows(events, (row) => withEventUrl(c, row)))
  })

  twins.get('/:project/events/:eventId', async (c) => {
    const eventId = normalizeEventId(c.req.param('eventId'))
    const detail = eventId && (await store.event(c.req.param('project'), eventId))
    return detail ? json(withEventUrl(c, detail)) : problem(404, 'no such event')
  })

  const search = async (c: Context, project: string | undefined) => {
    const found = await store.search(c.req.query('q') ?? '', {
      ...pageRequest(c),
      ...projectOf(project),
    })
    return json(mapRows(found, (row) => withEventUrl(c, row)))
  }
  twins.get('/search', (c) => search(c, undefined))
  twins.get('/:project/search', (c) => search(c, c.req.param('project')))

  twins.get('/projects', async () => json({ rows: await store.projects() }))
  twins.get('/status', async () => json({ version, ...(await store.counts()), items: items() }))
  twins.all('*', () => problem(404, 'no such page'))
  return twins
}

function pageRequest(c: Context): PageRequest {
  const cursor = c.req.query('cursor')
  const limit = c.req.query('limit')
  return {
    ...(cursor !== undefined && { cursor }),
    ...(limit !== undefined && /^\d{1,4}$/.test(limit) && { limit: Number(limit) }),
  }
}

function projectOf(project: string | undefined): { readonly project?: string } {
  return project === undefined || project === '' ? {} : { project }
}

function mapRows<T, R>(page: Page<T>, map: (row: T) => R): Page<R> {
  return { ...page, rows: page.rows.map(map) }
}

function withIssueUrl(c: Context, row: IssueRow) {
  return { ...row, url: pageUrl(c, ['issues', row.id]) }
}

function withEventUrl<T extends EventRow>(c: Context, row: T) {
  return { ...row, url: pageUrl(c, [row.project, 'events', row.eventId]) }
}

function pageUrl(c: Context, parts: readonly string[]): string {
  const path = parts.map((part) => `${encodeURIComponent(part)}/`).join('')
  return `${new URL(c.req.url).origin}/${path}`
}
