/** The two kinds of rows there are: issues, and events. */

import type { EventRow, IssueRow } from '../../store/store.ts'
import { eventPath, issuePath } from '../links.ts'
import { LevelBadge } from './level.tsx'
import { Sparkline } from './sparkline.tsx'
import { Time } from './time.tsx'
import { cut, number, titleParts } from './words.ts'

const MAX_TITLE = 300

/** A title with its type set apart, as one line of text. */
export function Title({ title }: { readonly title: string }) {
  const { type, text } = titleParts(cut(title, MAX_TITLE))
  return (
    <span class="title">
      {type !== '' && <b>{type}</b>} <span>{text || (type === '' ? '(no title)' : '')}</span>
    </span>
  )
}

interface IssueListProps {
  readonly rows: readonly IssueRow[]
  readonly now: number
  readonly showProject: boolean
}

/** Issues, each with what it is, how often, and when. */
export function IssueList({ rows, now, showProject }: IssueListProps) {
  return (
    <ol class="rows issues">
      {rows.map((issue) => (
        <li
          class={`row level-${issue.level}`}
          data-key={issue.id}
          data-revision={`${issue.count} ${issue.lastEventId}`}
        >
          <div class="what">
            <a href={issuePath(issue.id)}>
              <Title title={issue.title} />
            </a>
            {issue.culprit !== '' && <p class="culprit">{cut(issue.culprit, MAX_TITLE)}</p>}
            <p class="meta">
              <LevelBadge level={issue.level} />
              {showProject && <span>project {cut(issue.project, 64)}</span>}
              <span>
                first seen <Time at={issue.firstSeen} now={now} />
              </span>
            </p>
          </div>
          <Sparkline counts={issue.sparkline} />
          <p class="count">
            <b>{number(issue.count)}</b> <span>{issue.count === 1 ? 'event' : 'events'}</span>
          </p>
          <p class="when">
            <span class="unseen">last seen </span>
            <Time at={issue.lastSeen} now={now} />
          </p>
        </li>
      ))}
    </ol>
  )
}

interface EventListProps {
  readonly rows: readonly EventRow[]
  readonly now: number
  /** The issue they all belong to, when the page is about it: what they share is not repeated. */
  readonly issue?: Pick<IssueRow, 'title' | 'culprit'>
  /** The event that is shown on the same page. */
  readonly current?: string | undefined
}

/** Events, each with what sets it apart from the others. */
export function EventList({ rows, now, issue, current }: EventListProps) {
  return (
    <ol class="rows events">
      {rows.map((event) => (
        <li
          class={`row level-${event.level}`}
          data-key={`${event.project} ${event.eventId}`}
          data-revision=""
        >
          <div class="what">
            <a
              href={eventPath(event.project, event.eventId)}
              aria-current={event.eventId === current ? 'true' : undefined}
            >
              {event.title === issue?.title ? (
                <code>{event.eventId}</code>
              ) : (
                <Title title={event.title} />
              )}
            </a>
            {event.culprit !== '' && event.culprit !== issue?.culprit && (
              <p class="culprit">{cut(event.culprit, MAX_TITLE)}</p>
            )}
            <p class="meta">
              {issue === undefined && <LevelBadge level={event.level} />}
              {event.environment !== '' && <span>{cut(event.environment, 64)}</span>}
              {event.release !== '' && <span>{cut(event.release, 64)}</span>}
              {event.title !== issue?.title && <code>{event.eventId}</code>}
            </p>
          </div>
          <p class="when">
            <Time at={event.happenedAt} now={now} />
          </p>
        </li>
      ))}
    </ol>
  )
}
