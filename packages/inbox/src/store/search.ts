/**
 * Search by text and by the beginning of an event id, newest arrivals first.
 *
 * It reads the texts of the newest events slice by slice and stops when the page is full, so that
 * no single statement keeps the process from its other work.
 */

import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { decodeCursor, encodeCursor, pageSize } from './cursor.ts'
import { eventRow } from './read-events.ts'
import type { Database, EventTable } from './schema.ts'
import type { EventRow, Page, PageRequest } from './store.ts'
import { storable } from './text.ts'

/** Events read by one statement. */
const SLICE = 4000

const MAX_QUERY_LENGTH = 400
const MAX_WORDS = 10

/** What to look for. */
export interface Search {
  /** Lower case; every one must occur. */
  readonly words: readonly string[]
  /** The beginning of an event id, when the query can be one. */
  readonly idPrefix?: string
}

type Row = Selectable<EventTable>

/** Reads a query as people type it. Bounded: 400 characters, 10 words. */
export function parseQuery(query: string): Search {
  const text = storable(query, MAX_QUERY_LENGTH).toLowerCase()
  const words = text.split(/\s/).filter(Boolean).slice(0, MAX_WORDS)
  const id = words.length === 1 ? (words[0] ?? '').replaceAll('-', '') : ''
  return /^[0-9a-f]{1,32}$/.test(id) ? { words, idPrefix: id } : { words }
}

/** Events that match; nothing for a query without words. */
export async function searchEvents(
  db: Kysely<Database>,
  query: string,
  request: PageRequest & { readonly project?: string },
): Promise<Page<EventRow>> {
  const search = parseQuery(query)
  if (search.words.length === 0) return { rows: [] }
  const limit = pageSize(request.limit)
  const found: Row[] = []
  let before = decodeCursor(request.cursor)?.number ?? (await lastSeq(db)) + 1
  const oldest = await firstSeq(db)
  while (before > oldest && found.length <= limit) {
    const slice = { before, from: before - SLICE, limit: limit + 1 - found.length }
    found.push(...(await searchSlice(db, search, { ...slice, project: request.project })))
    before = slice.from
    await new Promise((resolve) => setImmediate(resolve))
  }
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  const page = { rows: rows.map(eventRow) }
  return last ? { ...page, next: encodeCursor({ time: 0, number: last.seq }) } : page
}

interface Slice {
  readonly before: number
  readonly from: number
  readonly limit: number
  readonly project: string | undefined
}

function searchSlice(db: Kysely<Database>, search: Search, slice: Slice): Promise<Row[]> {
  const { project } = slice
  let query = db
    .selectFrom('events')
    .innerJoin('search_texts', 'search_texts.seq', 'events.seq')
    .selectAll('events')
    .where('events.seq', '<', slice.before)
    .where('events.seq', '>=', slice.from)
    .where(matches(search))
  if (project !== undefined) query = query.where('events.project', '=', project)
  return query.orderBy('events.seq', 'desc').limit(slice.limit).execute()
}

/** `instr` compares texts as they are: unlike `like` it has no wildcards to escape. */
function matches(search: Search) {
  const texts = search.words.map((word) => sql<boolean>`instr(search_texts.text, ${word}) > 0`)
  const allWords = sql.join(texts, sql` and `)
  const prefix = search.idPrefix
  if (prefix === undefined) return sql<boolean>`(${allWords})`
  // Ids are lower-case hex, and `g` sorts right after `f`.
  return sql<boolean>`((events.event_id >= ${prefix} and events.event_id < ${`${prefix}g`}) or (${allWords}))`
}

async function lastSeq(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}

async function firstSeq(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select((eb) => eb.fn.min('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}
