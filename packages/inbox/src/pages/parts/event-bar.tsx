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

/** The event's id to copy; its older and newer neighbour in the issue. */
export function EventBar({ detail }: { readonly detail: EventDetail }) {
  const { project, eventId, olderEventId, newerEventId } = detail
  return (
    <div class="event-bar">
      <p>
        <a href={eventPath(project, eventId)}>Event</a> <code>{eventId}</code>{' '}
        <button type="button" class="copy" data-copy={eventId} hidden>
          Copy
        </button>
      </p>
      <nav aria-label="Events of this issue" id="neighbours" data-live>
        <Neighbour project={project} eventId={olderEventId} rel="prev" label="← Older" />
        <Neighbour project={project} eventId={newerEventId} rel="next" label="Newer →" />
      </nav>
    </div>
  )
}
