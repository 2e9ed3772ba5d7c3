/** What an address leads to that leads nowhere. */

import { issuesPath, searchPath } from './links.ts'
import { Layout, type Site } from './parts/layout.tsx'

/** Says what may have happened, and offers the way back. */
export function NotFoundPage({ site }: { readonly site: Site }) {
  return (
    <Layout site={site} title="Not here" path={issuesPath()}>
      <div class="page-head">
        <h1>Not here</h1>
      </div>
      <p>
        No page has this address. If it was an event or an issue, it may not have arrived yet, or
        have been let go to stay within the caps.
      </p>
      <p>
        <a href={issuesPath()}>All issues</a> or <a href={searchPath()}>search</a>
      </p>
    </Layout>
  )
}
