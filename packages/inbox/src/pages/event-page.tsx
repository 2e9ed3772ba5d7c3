/** One event. */

import type { EventDetail } from '../store/store.ts'
import { EventBody } from './event/event-body.tsx'
import { eventPath, issuePath } from './links.ts'
import { EventBar } from './parts/event-bar.tsx'
import { Head, isUnhandled } from './parts/head.tsx'
import { Layout, type Site } from './parts/layout.tsx'
import { cut } from './parts/words.ts'

interface EventPageProps {
  readonly site: Site
  readonly detail: EventDetail
}

/** An event's page. */
export function EventPage({ site, detail }: EventPageProps) {
  return (
    <Layout
      site={site}
      title={cut(detail.title, 100)}
      path={eventPath(detail.project, detail.eventId)}
      watches={detail.issueId}
    >
      <Head
        project={detail.project}
        level={detail.level}
        title={detail.title}
        culprit={detail.culprit}
        unhandled={isUnhandled(detail.event)}
      >
        <p class="to-issue">
          <a href={issuePath(detail.issueId)}>All events of this issue</a>
        </p>
      </Head>
      <EventBar detail={detail} onIssue={false} />
      <EventBody detail={detail} now={site.now} />
    </Layout>
  )
}
