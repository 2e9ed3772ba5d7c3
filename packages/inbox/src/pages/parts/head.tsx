/** What an issue or event is, at the top of its page. */

import type { Child } from 'hono/jsx'
import type { Event, Level } from 'raven-ts/protocol'
import { issuesPath } from '../links.ts'
import { LevelBadge } from './level.tsx'
import { cut, titleParts } from './words.ts'

const MAX_TITLE = 600

interface HeadProps {
  readonly project: string
  readonly level: Level
  readonly title: string
  readonly culprit: string
  readonly unhandled: boolean
  readonly children?: Child
}

/** Whether the raised exception was caught by nobody. */
export function isUnhandled(event: Event | undefined): boolean {
  return event?.exception?.values.at(-1)?.mechanism?.handled === false
}

/** The title as the page's heading, its type set apart; numbers beside it. */
export function Head({ project, level, title, culprit, unhandled, children }: HeadProps) {
  const { type, text } = titleParts(cut(title, MAX_TITLE))
  return (
    <header class={`head level-${level}`}>
      <div class="name">
        <p class="meta">
          <LevelBadge level={level} />
          {unhandled && <span class="badge unhandled">unhandled</span>}
          <a class="quiet" href={issuesPath({ project })}>
            project {cut(project, 64)}
          </a>
        </p>
        <h1>
          {type !== '' && <b>{type}</b>} <span>{text || (type === '' ? '(no title)' : '')}</span>
        </h1>
        {culprit !== '' && <p class="culprit">{cut(culprit, MAX_TITLE)}</p>}
      </div>
      {children}
    </header>
  )
}
