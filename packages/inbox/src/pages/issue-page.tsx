/** One issue: what it is, why its events belong together, the latest of them whole, and all of them. */

import type { EventDetail, EventRow, IssueRow, Page } from '../store/store.ts'
import { EventBody } from './event/event-body.tsx'
import { issuePath } from './links.ts'
import { EventBar } from './parts/event-bar.tsx'
import { Head, isUnhandled } from './parts/head.tsx'
import { Layout, type Site } from './parts/layout.tsx'
import { Pager } from './parts/pager.tsx'
import { EventList } from './parts/rows.tsx'
import { Sparkline } from './parts/sparkline.tsx'
import { Time } from './parts/time.tsx'
import { cut, number } from './parts/words.ts'

interface IssuePageProps {
  readonly site: Site
  readonly issue: IssueRow
  /** The latest event; absent when it was let go meanwhile. */
  readonly latest: EventDetail | undefined
  readonly events: Page<EventRow>
  readonly cursor: string | undefined
}

function Numbers({ issue, now }: { readonly issue: IssueRow; readonly now: number }) {
  return (
    <dl class="numbers" id="numbers" data-live>
      <div>
        <dt>{issue.count === 1 ? 'event' : 'events'}</dt>
        <dd>{number(issue.count)}</dd>
      </div>
      <div>
        <dt>last 24 hours</dt>
        <dd>
          <Sparkline counts={issue.sparkline} />
        </dd>
      </div>
      <div>
        <dt>last seen</dt>
        <dd>
          <Time at={issue.lastSeen} now={now} />
        </dd>
      </div>
      <div>
        <dt>first seen</dt>
        <dd>
          <Time at={issue.firstSeen} now={now} />
        </dd>
      </div>
    </dl>
  )
}

/** An issue's page. */
export function IssuePage({ site, issue, latest, events, cursor }: IssuePageProps) {
  const { now } = site
  const next = events.next && issuePath(issue.id, events.next)
  return (
    <Layout
      site={site}
      title={cut(issue.title, 100)}
      path={issuePath(issue.id, cursor)}
      watches={issue.id}
    >
      <Head
        project={issue.project}
        level={issue.level}
        title={issue.title}
        culprit={issue.culprit}
        unhandled={isUnhandled(latest?.event)}
      >
        <Numbers issue={issue} now={now} />
      </Head>
      <p class="reason">
        <b>Why one issue:</b> {cut(issue.groupReason, 1_000)}
      </p>
      {latest !== undefined && (
        <>
          <EventBar detail={latest} onIssue />
          <EventBody detail={latest} now={now} />
        </>
      )}
      <section class="part" id="events" data-live>
        <h2>Events</h2>
        <EventList rows={events.rows} now={now} issue={issue} current={latest?.eventId} />
        <Pager first={cursor === undefined ? undefined : issuePath(issue.id)} next={next} />
      </section>
    </Layout>
  )
}
