/**
 * The two files the pages load: one style sheet, one script.
 *
 * Their addresses carry a hash of their content, so a browser may keep them for ever and still never
 * shows a new page in an old dress.
 */

import { createHash } from 'node:crypto'
import script from './live.client.ts?source'
import style from './style.css?text'

/** A file of the pages. */
export interface StaticFile {
  readonly path: string
  /** The path with the hash of the content. */
  readonly href: string
  readonly hash: string
  readonly type: string
  readonly body: string
}

/** The files by their use. */
export interface StaticFiles {
  readonly style: StaticFile
  readonly script: StaticFile
}

function staticFile(path: string, type: string, body: string): StaticFile {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  return { path, href: `${path}?${hash}`, hash, type, body }
}

/** Both files, hashed. */
export function staticFiles(): StaticFiles {
  return {
    style: staticFile('/assets/style.css', 'text/css; charset=utf-8', style),
    script: staticFile('/assets/live.js', 'text/javascript; charset=utf-8', script),
  }
}
