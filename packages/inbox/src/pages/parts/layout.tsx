/** What all pages share: the head, the bar with the search, the foot. */

import type { Child } from 'hono/jsx'
import type { StaticFiles } from '../static-files.ts'
import { issuesPath, searchPath, twinPath } from '../links.ts'
import { FAVICON, Raven } from './raven.tsx'

/** What a page needs to know of the inbox it belongs to. */
export interface Site {
  readonly files: StaticFiles
  readonly version: string
  readonly dsn: string
  readonly now: number
}

interface LayoutProps {
  readonly site: Site
  readonly title: string
  /** Path and query of this page. */
  readonly path: string
  /** What the search box holds. */
  readonly q?: string
  /** Arrivals that change this page: `all`, or the id of one issue. Absent when none do. */
  readonly watches?: string
  readonly children?: Child
}

/** One whole page around its content. */
export function Layout({ site, title, path, q, watches, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Raven inbox`}</title>
        <link rel="icon" href={FAVICON} />
        <link rel="stylesheet" href={site.files.style.href} />
        <link rel="alternate" type="application/json" href={twinPath(path)} />
        <script src={site.files.script.href} defer></script>
      </head>
      <body data-watches={watches}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <TopBar path={path} q={q ?? ''} watched={watches !== undefined} />
        <main id="main">{children}</main>
        <Foot version={site.version} path={path} />
      </body>
    </html>
  )
}

interface TopBarProps {
  readonly path: string
  readonly q: string
  readonly watched: boolean
}

function TopBar({ path, q, watched }: TopBarProps) {
  return (
    <header class="top">
      <a class="brand" href={issuesPath()}>
        <Raven />
        <span>
          Raven <span class="quiet">inbox</span>
        </span>
      </a>
      <form class="search" role="search" action={searchPath()}>
        <label class="unseen" for="q">
          Search events
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={q}
          maxlength={200}
          placeholder="Words, or an event id"
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit">Search</button>
      </form>
      {watched && (
        <p class="live" id="live" role="status">
          <a href={path}>Reload for new events</a>
        </p>
      )}
    </header>
  )
}

function Foot({ version, path }: { readonly version: string; readonly path: string }) {
  return (
    <footer class="foot">
      <span>{`raven-inbox ${version}`}</span>
      <a href={twinPath(path)}>This page as JSON</a>
    </footer>
  )
}
