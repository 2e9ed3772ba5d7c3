/** What happened before, as a line of time that ends with the event. */

import type { Breadcrumb, Json, JsonObject } from 'raven-ts/protocol'
import { LevelBadge } from '../parts/level.tsx'
import { exactTime } from '../parts/time.tsx'
import { counted, cut } from '../parts/words.ts'
import { Value } from './values.tsx'

const MAX_OPEN = 30
const MAX_SHOWN = 250
const MAX_MESSAGE = 1_000
/** Less than is shown of a second, in milliseconds. */
const NO_DISTANCE_MS = 5

/** `−3.21 s` before the event; longer distances in minutes and hours. */
export function distance(ms: number): string {
  if (Math.abs(ms) < NO_DISTANCE_MS) return '0'
  const sign = ms < 0 ? '−' : '+'
  const seconds = Math.abs(ms) / 1000
  if (seconds < 10) return `${sign}${seconds.toFixed(2)} s`
  if (seconds < 120) return `${sign}${Math.round(seconds)} s`
  if (seconds < 7200) return `${sign}${Math.round(seconds / 60)} min`
  return `${sign}${Math.round(seconds / 3600)} h`
}

function When({ crumb, at }: { readonly crumb: Breadcrumb; readonly at: number }) {
  if (crumb.timestamp === undefined) return <span class="moment"></span>
  const ms = crumb.timestamp * 1000
  return (
    <span class="moment" title={exactTime(ms)}>
      {distance(ms - at)}
    </span>
  )
}

/** What a crumb says, and what of its data that leaves to be shown. */
interface Said {
  readonly text: string
  readonly rest: JsonObject
}

/** Data that has a sentence of its own: a request, a step from page to page. */
function sentence(data: JsonObject): Said | undefined {
  if (typeof data['url'] === 'string') return request(data, data['url'])
  const { from, to, ...rest } = data
  if (typeof from !== 'string' || typeof to !== 'string') return undefined
  return { text: `${from} → ${to}`, rest }
}

function request(
  { method, url: _url, status_code: status, ...rest }: JsonObject,
  url: string,
): Said {
  const before = method === undefined ? '' : `${flat(method)} `
  const after = status === undefined ? '' : ` → ${flat(status)}`
  return { text: `${before}${url}${after}`, rest }
}

function flat(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function saidBy({ message, data = {} }: Breadcrumb): Said {
  if (message !== undefined && message !== '') return { text: message, rest: data }
  return sentence(data) ?? { text: '', rest: data }
}

function Crumb({ crumb, at }: { readonly crumb: Breadcrumb; readonly at: number }) {
  const { text, rest } = saidBy(crumb)
  const level = crumb.level ?? 'info'
  return (
    <li class={`crumb level-${level}`}>
      <When crumb={crumb} at={at} />
      <span class="category">{cut(crumb.category ?? crumb.type ?? '', 100)}</span>
      <div class="said">
        {text !== '' && <span class="text">{cut(text, MAX_MESSAGE)}</span>}{' '}
        {level !== 'info' && <LevelBadge level={level} />}
        {Object.keys(rest).length > 0 && (
          <div class="quiet">
            <Value value={rest} />
          </div>
        )}
      </div>
    </li>
  )
}

interface BreadcrumbsProps {
  /** Oldest first. */
  readonly crumbs: readonly Breadcrumb[]
  /** When the event happened, in milliseconds. */
  readonly at: number
  /** What the line ends with. */
  readonly title: string
}

/** The last 30 open, up to 220 before them folded, the rest only counted. */
export function Breadcrumbs({ crumbs, at, title }: BreadcrumbsProps) {
  const shown = crumbs.slice(-MAX_SHOWN)
  const folded = shown.slice(0, -MAX_OPEN)
  const left = crumbs.length - shown.length
  return (
    <>
      {left > 0 && (
        <p class="quiet">{counted(left, 'older breadcrumb')} not shown: see the JSON.</p>
      )}
      {folded.length > 0 && (
        <details>
          <summary>{counted(folded.length, 'earlier breadcrumb')}</summary>
          <ol class="crumbs">
            {folded.map((crumb) => (
              <Crumb crumb={crumb} at={at} />
            ))}
          </ol>
        </details>
      )}
      <ol class="crumbs">
        {shown.slice(-MAX_OPEN).map((crumb) => (
          <Crumb crumb={crumb} at={at} />
        ))}
        <li class="crumb level-error end">
          <span class="moment">0</span>
          <span class="category">this event</span>
          <div class="said">
            <span class="text">{cut(title, 300)}</span>
          </div>
        </li>
      </ol>
    </>
  )
}
