/** One event, whole: its parts one below the other, the short facts beside them. */

import type { Child } from 'hono/jsx'
import type { EventDetail } from '../../store/store.ts'
import { eventPath, twinPath } from '../links.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { Contexts, Modules, contextsOf } from './contexts.tsx'
import { Exceptions } from './exceptions.tsx'
import { Beside } from './facts.tsx'
import { Message, messageParts } from './message.tsx'
import { Raw } from './raw.tsx'
import { Request } from './request.tsx'
import { stacksOf } from './stacks.ts'
import { Values, entriesOf } from './values.tsx'

/** A part of the page with a heading and a place in the list of parts. */
interface Part {
  readonly id: string
  readonly label: string
  readonly content: Child
}

function messagePart({ event, title }: EventDetail): readonly Part[] {
  const parts = messageParts(event, title)
  if (parts === undefined) return []
  return [{ id: 'message', label: 'Message', content: <Message {...parts} /> }]
}

function breadcrumbsPart({ event, happenedAt, title }: EventDetail): readonly Part[] {
  const crumbs = event.breadcrumbs?.values ?? []
  if (crumbs.length === 0) return []
  const content = <Breadcrumbs crumbs={crumbs} at={happenedAt} title={title} />
  return [{ id: 'breadcrumbs', label: 'Breadcrumbs', content }]
}

function requestPart({ event }: EventDetail): readonly Part[] {
  if (event.request === undefined || Object.keys(event.request).length === 0) return []
  return [{ id: 'request', label: 'Request', content: <Request request={event.request} /> }]
}

function extraPart({ event }: EventDetail): readonly Part[] {
  const entries = entriesOf(event.extra)
  if (entries.length === 0) return []
  return [{ id: 'extra', label: 'Extra', content: <Values entries={entries} /> }]
}

function contextsPart({ event }: EventDetail): readonly Part[] {
  const contexts = contextsOf(event)
  if (contexts.length === 0) return []
  return [{ id: 'contexts', label: 'Contexts', content: <Contexts contexts={contexts} /> }]
}

function modulesPart({ event }: EventDetail): readonly Part[] {
  if (event.modules === undefined || Object.keys(event.modules).length === 0) return []
  return [{ id: 'modules', label: 'Modules', content: <Modules modules={event.modules} /> }]
}

function rawPart(detail: EventDetail): readonly Part[] {
  const twin = twinPath(eventPath(detail.project, detail.eventId))
  return [{ id: 'json', label: 'JSON', content: <Raw event={detail.raw} twin={twin} /> }]
}

/** The parts an event has, in the order in which one reads them. */
function partsOf(detail: EventDetail): readonly Part[] {
  return [
    messagePart,
    breadcrumbsPart,
    requestPart,
    extraPart,
    contextsPart,
    modulesPart,
    rawPart,
  ].flatMap((part) => part(detail))
}

/** The body of an event's page, and of its issue's. */
export function EventBody({ detail, now }: { readonly detail: EventDetail; readonly now: number }) {
  const parts = partsOf(detail)
  const hasStack = stacksOf(detail.event).stacks.length > 0
  return (
    <>
      <nav class="parts" aria-label="Parts of this event">
        {hasStack && <a href="#stack">Stack</a>}
        {parts.map(({ id, label }) => (
          <a href={`#${id}`}>{label}</a>
        ))}
        <a href="#facts">Facts</a>
      </nav>
      <div class="event">
        <div class="main">
          <Exceptions event={detail.event} />
          {parts.map(({ id, label, content }) => (
            <section class="part" id={id}>
              <h2>{label}</h2>
              {content}
            </section>
          ))}
        </div>
        <Beside detail={detail} now={now} />
      </div>
    </>
  )
}
