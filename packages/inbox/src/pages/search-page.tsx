/** What a search found, or what could be searched for. */

import type { EventRow, Page } from '../store/store.ts'
import { type SearchQuery, searchPath } from './links.ts'
import { Layout, type Site } from './parts/layout.tsx'
import { Pager } from './parts/pager.tsx'
import { EventList } from './parts/rows.tsx'
import { cut } from './parts/words.ts'

interface SearchPageProps {
  readonly site: Site
  readonly query: SearchQuery
  /** Absent when nothing was looked for. */
  readonly found?: Page<EventRow> | undefined
}

/** What a search can find. */
function Help() {
  return (
    <div class="help">
      <h2>What can be searched</h2>
      <ul>
        <li>
          An event id, whole or its beginning, with or without dashes. A whole one opens its event.
        </li>
        <li>
          Words of an event: its type and message, the functions and files at the top of its stack,
          transaction, address, tags as <code>name:value</code>, user, release, environment, server,
          logger. Every word must occur; capitals do not matter.
        </li>
      </ul>
    </div>
  )
}

function Found({ site, query, found }: SearchPageProps) {
  if (found === undefined) return <Help />
  if (found.rows.length > 0) return <EventList rows={found.rows} now={site.now} />
  return (
    <>
      <p>
        No event with <q>{cut(query.q ?? '', 200)}</q>
        {query.project !== undefined && ` in project ${cut(query.project, 64)}`}. It may not have
        arrived yet, or have been let go to stay within the caps.
      </p>
      {query.project !== undefined && (
        <p>
          <a href={searchPath({ q: query.q ?? '' })}>Search all projects</a>
        </p>
      )}
      <Help />
    </>
  )
}

/** A search's page. */
export function SearchPage({ site, query, found }: SearchPageProps) {
  const { q, project, cursor } = query
  const here = { q: q ?? '', ...(project && { project }) }
  return (
    <Layout
      site={site}
      title={q ? `Search: ${cut(q, 60)}` : 'Search'}
      path={searchPath(query)}
      q={q ?? ''}
    >
      <div class="page-head">
        <h1>Search{project !== undefined && ` in project ${cut(project, 64)}`}</h1>
      </div>
      <Found site={site} query={query} found={found} />
      <Pager
        first={cursor === undefined ? undefined : searchPath(here)}
        next={found?.next && searchPath({ ...here, cursor: found.next })}
      />
    </Layout>
  )
}
