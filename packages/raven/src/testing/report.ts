/** Failures and what was captured, as one page that needs nothing else. */

import type { Breadcrumb, Event, Frame } from 'raven-ts'
import { eventTitle } from 'raven-ts/protocol'
import { html, type Markup } from './markup.ts'

/** Nothing may be loaded or run, whatever the page holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** Without a sign that HTML would want escaped. */
const STYLE = `:root{color-scheme:light dark;--soft:light-dark(#f2f3f5,#23262b);--line:light-dark(#d5d8dd,#3b4048);--bad:light-dark(#b3261e,#ff8a80);--hit:light-dark(#fff1c7,#4a3c12)}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;background:light-dark(#fff,#16181c);color:light-dark(#1b1d21,#e3e5e8)}
pre,code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
pre{background:var(--soft);padding:.6rem .8rem;border-radius:6px;margin:.5rem 0}
article{border-top:1px solid var(--line);padding:1rem 0}.why{border-left:4px solid var(--bad)}
section{border:1px solid var(--line);border-radius:8px;padding:.2rem 1rem .8rem;margin:1rem 0}
h1{font-size:1.4rem}h2{font-size:1.1rem;overflow-wrap:anywhere;margin:.6rem 0}h3{font-size:.95rem;margin:.8rem 0 .2rem}
.tag{background:var(--soft);border-radius:4px;padding:.1rem .4rem;margin-right:.4rem}
mark{background:var(--hit);color:inherit;display:block}summary{cursor:pointer}td{padding:.1rem .8rem .1rem 0;vertical-align:top}`

/** What a report begins with. Its last tags stay open, so that sections can be added. */
export const REPORT_HEAD = html`<!doctype html>
  <html lang="en">
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
    <title>Failed tests: what was captured</title>
    <style>
      ${STYLE}
    </style>
    <h1>Failed tests: what was captured</h1>
   `.text

/** One failed expectation with all events, the newest last. */
export function reportSection(text: string, events: readonly Event[]): string {
  return html`<article>
    <pre>${text}</pre>
    ${events.map(eventPart)}
  </article> `.text
}

function eventPart(event: Event, at: number): Markup {
  const { level, release, breadcrumbs, tags = {} } = event
  const pairs = Object.entries({ level, release, ...tags }).filter(
    ([, value]) => value !== undefined,
  )
  const crumbs = breadcrumbs?.values ?? []
  return html`<section>
    <h2>#${at + 1} ${eventTitle(event)}</h2>
    <p>${pairs.map(([name, value]) => html`<code class="tag">${name}: ${value}</code>`)}</p>
    ${stacksOf(event).map(stackPart)}
    ${
      crumbs.length > 0 &&
      html`<h3>Breadcrumbs</h3>
        <table>
          ${crumbs.map(crumbPart)}
        </table>`
    }
    <details>
      <summary>The whole event</summary>
      <pre>${JSON.stringify(event, null, 2)}</pre>
    </details>
  </section>`
}

interface Stack {
  readonly name: string
  readonly frames: readonly Frame[]
}

/** The captured error first, then its causes; of a message the place it was captured at. */
function stacksOf({ exception, threads }: Event): readonly Stack[] {
  const errors = (exception?.values ?? []).toReversed().map(({ type, value, stacktrace }) => ({
    name: `${type ?? 'Error'}: ${value ?? ''}`,
    frames: stacktrace?.frames ?? [],
  }))
  const places = (threads?.values ?? []).map(({ stacktrace }) => ({
    name: 'Stack',
    frames: stacktrace?.frames ?? [],
  }))
  return [...errors, ...places].filter(({ frames }) => frames.length > 0)
}

function stackPart({ name, frames }: Stack): Markup {
  return html`<h3>${name}</h3>
    ${frames.toReversed().map(framePart)}`
}

function framePart(frame: Frame): Markup {
  const {
    lineno = 0,
    pre_context: before = [],
    context_line: line,
    post_context: after = [],
  } = frame
  const title = html`<code>${frame.filename ?? frame.abs_path}:${lineno} ${frame.function}</code>`
  if (line === undefined) return html`<div>${title}</div>`
  const numbered = (text: string, at: number) => `${String(at).padStart(5)}  ${text}\n`
  return html`<details${frame.in_app === true && html` open`}><summary>${title}</summary><pre>${before.map(
    (text, at) => numbered(text, lineno - before.length + at),
  )}<mark>${numbered(line, lineno)}</mark>${after.map((text, at) => numbered(text, lineno + 1 + at))}</pre></details>`
}

function crumbPart({ timestamp, category, level, message, data }: Breadcrumb): Markup {
  const time = timestamp === undefined ? '' : new Date(timestamp * 1000).toISOString().slice(11, 23)
  return html`<tr>
    <td>${time}
    <td>${category}
    <td>${level}
    <td>${message} ${data && JSON.stringify(data)}
   `
}
