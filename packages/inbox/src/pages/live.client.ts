/**
 * What script adds to the pages: rows that come by themselves, times that stay true, copying.
 *
 * A page names the arrivals that change it (`data-watches` on its body) and its parts that change
 * (`data-live`, by id). On such an arrival the page is asked for again, and those parts are swapped.
 */

import { relativeTime } from './relative-time.ts'

const REFRESH_MS = 1_000
const TICK_MS = 15_000
const RETRY_MS = 10_000
const COPIED_MS = 1_500

const watches = document.body.dataset['watches']
const status = document.getElementById('live')

let source: EventSource | undefined
let timer: number | undefined
/** True while a refresh is wanted that has not begun. */
let due = false
/** True when something may have arrived that nobody told us of: as between loading and listening. */
let missed = true

function byKey(root: ParentNode): Map<string, HTMLElement> {
  const rows = root.querySelectorAll<HTMLElement>('[data-key]')
  return new Map([...rows].map((row) => [row.dataset['key'] ?? '', row]))
}

/** Swaps one part: rows that did not change stay the elements they are, others are lit up. */
function swap(now: HTMLElement, next: HTMLElement): void {
  const before = byKey(now)
  for (const [key, row] of byKey(next)) {
    const old = before.get(key)
    if (old?.dataset['revision'] === row.dataset['revision'] && old !== undefined)
      row.replaceWith(old)
    else row.classList.add('fresh')
  }
  now.replaceChildren(...next.childNodes)
}

/** The first row in view, so that what is read stays where it is when rows come above it. */
function firstInView(): HTMLElement | undefined {
  if (window.scrollY === 0) return undefined
  const rows = document.querySelectorAll<HTMLElement>('[data-key]')
  return [...rows].find((row) => row.getBoundingClientRect().bottom > 0)
}

function swapAll(next: Document): void {
  const anchor = firstInView()
  const top = anchor?.getBoundingClientRect().top ?? 0
  const focused = document.activeElement
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const replacement = next.getElementById(part.id)
    if (replacement !== null) swap(part, replacement)
  }
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true })
  const moved = byKey(document).get(anchor?.dataset['key'] ?? '')
  if (moved !== undefined) window.scrollBy(0, moved.getBoundingClientRect().top - top)
}

async function refresh(): Promise<void> {
  due = false
  timer = window.setTimeout(refreshIfDue, REFRESH_MS)
  const response = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!response.ok) return
  swapAll(new DOMParser().parseFromString(await response.text(), 'text/html'))
  offerCopying()
  tick()
}

/** Asks for the page at once, and then at most once a second however much arrives. */
function refreshIfDue(): void {
  timer = undefined
  if (due) refresh().catch(() => showStatus(false))
}

function wantRefresh(): void {
  due = true
  if (timer === undefined) refreshIfDue()
}

function concerns(data: string): boolean {
  const arrivals = JSON.parse(data) as readonly { readonly issueId: string }[]
  return watches === 'all' || arrivals.some(({ issueId }) => issueId === watches)
}

function connect(): void {
  if (source !== undefined || watches === undefined || document.hidden) return
  source = new EventSource('/live')
  source.addEventListener('arrivals', ({ data }: MessageEvent<string>) => {
    if (concerns(data)) wantRefresh()
  })
  source.addEventListener('open', () => {
    showStatus(true)
    if (missed) wantRefresh()
    missed = false
  })
  source.addEventListener('error', lose)
}

/** Browsers connect again by themselves, unless the answer was a refusal: then we do, later. */
function lose(): void {
  missed = true
  showStatus(false)
  if (source?.readyState !== EventSource.CLOSED) return
  disconnect()
  window.setTimeout(connect, RETRY_MS)
}

function disconnect(): void {
  source?.close()
  source = undefined
  missed = true
  showStatus(false)
}

const reload = status === null ? [] : [...status.childNodes]

function showStatus(live: boolean): void {
  status?.classList.toggle('on', live)
  status?.replaceChildren(...(live ? ['Live'] : reload))
}

/** A hidden page holds no connection: browsers allow few to one server. It catches up when seen. */
function followVisibility(): void {
  if (document.hidden) disconnect()
  else connect()
}

function tick(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    time.textContent = relativeTime(Number(time.dataset['ago']), Date.now())
  }
}

/** Copying needs a secure context; without one the buttons stay hidden. */
function offerCopying(): void {
  if (!('clipboard' in navigator)) return
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy'))
    button.hidden = false
}

async function copy(button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset['copy'] ?? '')
  button.textContent = 'Copied'
  window.setTimeout(() => (button.textContent = 'Copy'), COPIED_MS)
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement) || !target.classList.contains('copy')) return
  copy(target).catch(() => (target.textContent = 'Not allowed'))
})
document.addEventListener('visibilitychange', followVisibility)
window.setInterval(tick, TICK_MS)
offerCopying()
connect()
