/** The list of issues: what the inbox opens with. */

import type { IssueRow, Page, ProjectRow, StoreCounts } from '../store/store.ts'
import { issuesPath } from './links.ts'
import { FirstEvent } from './parts/first-event.tsx'
import { Layout, type Site } from './parts/layout.tsx'
import { Pager } from './parts/pager.tsx'
import { IssueList } from './parts/rows.tsx'
import { counted, cut, number } from './parts/words.ts'

const MAX_PROJECTS = 30

interface IssuesPageProps {
  readonly site: Site
  readonly page: Page<IssueRow>
  readonly projects: readonly ProjectRow[]
  readonly counts: StoreCounts
  /** Which piece of the list, of which project. */
  readonly where: { readonly project?: string; readonly cursor?: string }
}

function Projects({ projects, where: { project } }: Pick<IssuesPageProps, 'projects' | 'where'>) {
  if (projects.length < 2) return <></>
  const current = (id?: string) => (id === project ? 'page' : undefined)
  return (
    <nav class="projects" aria-label="Projects">
      <a href={issuesPath()} aria-current={current()}>
        All
      </a>
      {projects.slice(0, MAX_PROJECTS).map(({ id, issues }) => (
        <a href={issuesPath({ project: id })} aria-current={current(id)}>
          Project {cut(id, 64)} <span class="quiet">{number(issues)}</span>
        </a>
      ))}
    </nav>
  )
}

/** What is kept, and what was let go to stay within the caps. */
function Kept({ counts }: { readonly counts: StoreCounts }) {
  return (
    <p class="quiet">
      {counted(counts.issues, 'issue')}, {counted(counts.events, 'event')}
      {counts.pruned > 0 && `; ${number(counts.pruned)} older let go to stay within the caps`}
    </p>
  )
}

/** Issues, last seen first; with none, how to send the first event. */
export function IssuesPage({ site, page, projects, counts, where }: IssuesPageProps) {
  const ofProject = where.project === undefined ? {} : { project: where.project }
  const first = where.cursor === undefined ? undefined : issuesPath(ofProject)
  const next = page.next && issuesPath({ ...ofProject, cursor: page.next })
  return (
    <Layout site={site} title="Issues" path={issuesPath(where)} watches="all">
      <div id="issues" data-live>
        <div class="page-head">
          <h1>Issues</h1>
          {counts.events > 0 && <Kept counts={counts} />}
        </div>
        <Projects projects={projects} where={where} />
        {page.rows.length === 0 ? (
          <FirstEvent dsn={site.dsn} project={where.project} />
        ) : (
          <IssueList rows={page.rows} now={site.now} showProject={projects.length > 1} />
        )}
        <Pager first={first} next={next} />
      </div>
    </Layout>
  )
}
