/** What each address answers: reads what the page shows from the store, and renders it. */

import type { Context } from 'hono'
import { normalizeEventId } from 'raven-ts/protocol'
import type { EventRow, Page, Store } from '../store/store.ts'
import { EventPage } from './event-page.tsx'
import { IssuePage } from './issue-page.tsx'
import { IssuesPage } from './issues-page.tsx'
import { type SearchQuery, eventPath } from './links.ts'
import { NotFoundPage } from './not-found-page.tsx'
import type { Site } from './parts/layout.tsx'
import { htmlResponse, redirectResponse } from './respond.ts'
import { SearchPage } from './search-page.tsx'

const ISSUES_PER_PAGE = 50
const EVENTS_PER_PAGE = 25
const MAX_PARAMETER = 200

/** A parameter of the query: trimmed and cut to 200 characters; nothing when absent or blank. */
function parameter<K extends string>(c: Context, name: K): { readonly [name in K]?: string } {
  const value = c.req.query(name)?.trim().slice(0, MAX_PARAMETER)
  return (value ? { [name]: value } : {}) as { readonly [name in K]?: string }
}

/** The only event with this id, when the search found exactly one. */
function onlyEvent(found: Page<EventRow>, eventId: string): EventRow | undefined {
  const rows = found.rows.filter((row) => row.eventId === eventId)
  return rows.length === 1 ? rows[0] : undefined
}

/** One method per page. */
export class PageHandlers {
  readonly #store: Store
  readonly #site: () => Site

  constructor(store: Store, site: () => Site) {
    this.#store = store
    this.#site = site
  }

  async issues(c: Context): Promise<Response> {
    const site = this.#site()
    const where = { ...parameter(c, 'project'), ...parameter(c, 'cursor') }
    const [page, projects, counts] = await Promise.all([
      this.#store.issues({ ...where, limit: ISSUES_PER_PAGE, now: site.now }),
      this.#store.projects(),
      this.#store.counts(),
    ])
    const lists = { page, projects, counts }
    return htmlResponse(<IssuesPage site={site} where={where} {...lists} />)
  }

  async issue(c: Context): Promise<Response> {
    const site = this.#site()
    const where = parameter(c, 'cursor')
    const issue = await this.#store.issue(c.req.param('id') ?? '', site.now)
    if (issue === undefined) return this.notFound()
    const [latest, events] = await Promise.all([
      this.#store.event(issue.project, issue.lastEventId),
      this.#store.events(issue.id, { ...where, limit: EVENTS_PER_PAGE }),
    ])
    const content = { issue, latest, events }
    return htmlResponse(<IssuePage site={site} cursor={where.cursor} {...content} />)
  }

  async event(c: Context): Promise<Response> {
    const project = c.req.param('project') ?? ''
    const eventId = normalizeEventId(c.req.param('eventId') ?? '')
    if (eventId === undefined) return this.notFound()
    const detail = await this.#store.event(project, eventId)
    if (detail === undefined) return this.notFound()
    return htmlResponse(<EventPage site={this.#site()} detail={detail} />)
  }

  /** An exact event id leads to its event, everything else to rows. */
  async search(c: Context): Promise<Response> {
    const project = c.req.param('project')
    const scope = { ...parameter(c, 'cursor'), ...(project === undefined ? {} : { project }) }
    const query: SearchQuery = { ...parameter(c, 'q'), ...scope }
    const { q } = query
    if (q === undefined) return htmlResponse(<SearchPage site={this.#site()} query={query} />)
    const eventId = normalizeEventId(q)
    const found = await this.#store.search(eventId ?? q, { ...scope, limit: EVENTS_PER_PAGE })
    const only = eventId === undefined ? undefined : onlyEvent(found, eventId)
    if (only !== undefined) return redirectResponse(eventPath(only.project, only.eventId))
    return htmlResponse(<SearchPage site={this.#site()} query={query} found={found} />)
  }

  notFound(): Promise<Response> {
    return htmlResponse(<NotFoundPage site={this.#site()} />, 404)
  }
}
