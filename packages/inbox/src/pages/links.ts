/**
 * The addresses of the pages.
 *
 * All are made here, so that what an event brings along only ever becomes one encoded part of one.
 */

/** A path with those parameters of the query that have a value. */
function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

/** The list of issues, of one project when named. */
export function issuesPath(
  query: { readonly project?: string; readonly cursor?: string } = {},
): string {
  return withQuery('/', { project: query.project, cursor: query.cursor })
}

/** One issue. */
export function issuePath(id: string, cursor?: string): string {
  return withQuery(`/issues/${encodeURIComponent(id)}/`, { cursor })
}

/** One event. */
export function eventPath(project: string, eventId: string): string {
  return `/${encodeURIComponent(project)}/events/${encodeURIComponent(eventId)}/`
}

/** What a search looks for, and where. */
export interface SearchQuery {
  readonly q?: string
  readonly project?: string
  readonly cursor?: string
}

/** The search, within one project when named. */
export function searchPath({ q, project, cursor }: SearchQuery = {}): string {
  const path = project === undefined ? '/search/' : `/${encodeURIComponent(project)}/search/`
  return withQuery(path, { q, cursor })
}

/** The same page as JSON. `path` may carry a query. */
export function twinPath(path: string): string {
  return `/api/0${path}`
}

/** Text that is an absolute `http:` or `https:` address, normalised; else nothing may be linked. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text).href
}
