/** Which event this is, and the way to its neighbours. */

import type { EventDetail } from '../../store/store.ts'
import { eventPath } from '../links.ts'

interface NeighbourProps {
  readonly project: string
  readonly eventId: string | undefined
  readonly rel: 'prev' | 'next'
  readonly label: string
}

/** A link, or its label alone where there is no such event. */
function Neighbour({ project, eventId, rel, label }: NeighbourProps) {
  if (eventId === undefined) return <span class="quiet">{label}</span>
  return (
    <a href={eventPath(project, eventId)} rel={rel}>
      {label}
    </a>
  )
}

interface EventBarProps {
  readonly detail: EventDetail
  /** Whether it stands on the issue's page, above the latest event, rather than on the event's. */
  readonly onIssue: boolean
}

/** The event's id to copy; its older and newer neighbour in the issue. */
export function EventBar({ detail, onIssue }: EventBarProps) {
  const { project, eventId, olderEventId, newerEventId } = detail
  const older = <Neighbour project={project} eventId={olderEventId} rel="prev" label="← Older" />
  const newer = <Neighbour project={project} eventId={newerEventId} rel="next" label="Newer →" />
  return (
    <div class="event-bar">
      <p>
        {onIssue ? <a href={eventPath(project, eventId)}>Latest event</a> : 'Event'}{' '}
        <code>{eventId}</code>{' '}
        <button type="button" class="copy" data-copy={eventId} hidden>
          Copy
        </button>
      </p>
      {onIssue ? (
        <nav aria-label="Events of this issue">
          {older} <a href="#events">All</a>
        </nav>
      ) : (
        <nav aria-label="Events of this issue" id="neighbours" data-live>
          {older} {newer}
        </nav>
      )}
    </div>
  )
}
