/** The inbox that the clients of a test file report to, read back as its users do. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { startInbox } from '../../../src/server.ts'
import type { EventDetail } from '../../../src/store/store.ts'
import { faultsOf, textOf } from '../../pages/html.ts'

/** One event as the inbox shows it. */
export interface Shown extends EventDetail {
  /** What its page says, on one line. */
  readonly page: string
}

/** A running inbox, and what it was sent. */
export interface Receiver {
  readonly dsn: string
  /** The DSN without a secret, as pages have it. */
  readonly publicDsn: string
  /** `http://localhost:<port>` */
  readonly origin: string
  /** An event of project 1; rejects when it is not there. */
  event(id: string): Promise<Shown>
  /** How many items of each type were acknowledged. */
  items(): Promise<Readonly<Record<string, number>>>
  close(): Promise<void>
}

/** Starts an inbox on a free port, with a data file that is removed when it closes. */
export async function startReceiver(): Promise<Receiver> {
  const folder = await mkdtemp(join(tmpdir(), 'raven-receiver-'))
  const inbox = await startInbox({ file: join(folder, 'inbox.db'), port: 0 })
  const origin = `http://localhost:${inbox.port}`
  return {
    dsn: inbox.dsn(),
    publicDsn: inbox.dsn().replace(':secret@', '@'),
    origin,
    event: async (id) => {
      const detail = JSON.parse(await get(`${origin}/api/0/1/events/${id}/`)) as EventDetail
      return { ...detail, page: wordsOf(await get(`${origin}/1/events/${id}/`)) }
    },
    items: async () => {
      const status = JSON.parse(await get(`${origin}/api/0/status/`)) as {
        items: Record<string, number>
      }
      return status.items
    },
    close: async () => {
      await inbox.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function get(url: string): Promise<string> {
  const response = await fetch(url)
  expect(response.status, url).toBe(200)
  return response.text()
}

function wordsOf(html: string): string {
  expect(faultsOf(html)).toEqual([])
  return textOf(html.replaceAll('><', '> <')).replace(/\s+/g, ' ')
}

/** What was raised and what caused it, as `Type: value`, in the order of the page. */
export function chainOf({ event }: EventDetail): readonly string[] {
  const values = event.exception?.values ?? []
  return values.map(({ type = '', value = '' }) => `${type}: ${value}`).toReversed()
}

/**
 * The calls in one file, innermost first, as `function line`, with `*` before those of the app.
 *
 * `link` counts the chain as {@link chainOf} does.
 */
export function callsOf({ event }: EventDetail, file: string, link = 0): readonly string[] {
  const frames = event.exception?.values.at(-1 - link)?.stacktrace?.frames ?? []
  return frames
    .filter((frame) => basename(frame.filename ?? '') === file)
    .map((frame) => `${frame.in_app === true ? '*' : ''}${frame.function} ${frame.lineno}`)
    .toReversed()
}

/** Finds the number of the one line of a file that contains a text: the truth about a frame. */
export async function lineFinder(file: string): Promise<(text: string) => number> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return (text) => {
    const found = lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []))
    const [only] = found
    if (only === undefined || found.length > 1) throw new Error(`not one line has ${text}`)
    return only
  }
}
