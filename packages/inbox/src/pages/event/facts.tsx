/** The short facts beside an event: when and where, its tags, its user. */

import type { EventDetail } from '../../store/store.ts'
import { Time, exactTime } from '../parts/time.tsx'
import { cut } from '../parts/words.ts'
import { type Entry, Values, entriesOf } from './values.tsx'

const MAX_FACT = 200

function factsOf(detail: EventDetail): readonly (readonly [string, string])[] {
  const { event } = detail
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['environment', detail.environment],
    ['release', detail.release],
    ['dist', event.dist],
    ['server', event.server_name],
    // The culprit stands at the top of the page already, and is mostly the same.
    ['transaction', event.transaction === detail.culprit ? '' : event.transaction],
    ['logger', event.logger],
    ['platform', detail.platform],
    ['client', detail.sdk.replace(/\/([^/]*)$/, ' $1')],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

/** When it happened, and on what. */
function Where({ detail, now }: { readonly detail: EventDetail; readonly now: number }) {
  return (
    <section>
      <h2>Event</h2>
      <dl class="values">
        <div>
          <dt>happened</dt>
          <dd>
            <Time at={detail.happenedAt} now={now} />
            <span class="quiet exact">{exactTime(detail.happenedAt)}</span>
          </dd>
        </div>
        {factsOf(detail).map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{cut(value, MAX_FACT)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** A titled list; nothing when it would be empty. */
function Facts({ title, entries }: { readonly title: string; readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return <></>
  return (
    <section>
      <h2>{title}</h2>
      <Values entries={entries} />
    </section>
  )
}

/** The column beside an event. */
export function Beside({ detail, now }: { readonly detail: EventDetail; readonly now: number }) {
  return (
    <aside class="beside" id="facts" aria-label="Facts">
      <Where detail={detail} now={now} />
      <Facts title="Tags" entries={entriesOf(detail.event.tags)} />
      <Facts title="User" entries={entriesOf(detail.event.user)} />
    </aside>
  )
}
