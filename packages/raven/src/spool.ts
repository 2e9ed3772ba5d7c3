/** What lies in the spool, for people and their tools: to look at it, and to delete from it. */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { RemoteConfig } from './client/remote.ts'
import { FileSpool } from './delivery/file-spool.ts'
import { FileTallies } from './delivery/flood/file-tallies.ts'
import { LeftTallyFile } from './delivery/flood/left-tally-file.ts'
import { Leftover, readRemains } from './delivery/leftover.ts'
import { filesOf, isLeft, TALLIES, type SpoolFile } from './delivery/orphans.ts'
import { thisOwner } from './delivery/owner.ts'
import { checkWritable, spoolBase, spoolFolder, type SpoolFolder } from './delivery/spool-folder.ts'
import { decodeEnvelope } from './protocol/decode-envelope.ts'
import { parseDsn } from './protocol/dsn.ts'
import type { JsonObject } from './protocol/event.ts'
import { decodeJson, isJsonList, isJsonObject } from './protocol/json.ts'
import { createNodeRuntime } from './runtime/node.ts'
import { messageOf } from './values/describe.ts'

/** One capture in the spool. */
export interface SpoolEntry {
  /** 32 lower-case hex digits. */
  readonly id: string
  /** When it was captured, the last of them where it stands for many; milliseconds since 1970. */
  readonly time: number
  /** Size of the masked event with its files; 0 when it was never finished. */
  readonly bytes: number
  /** `interrupted`: its process ended in the turn of the capture. `damaged`: it cannot be read any more. */
  readonly state: 'waiting' | 'interrupted' | 'damaged'
  /** Whether a process that lives has it in hand, and will see to it. */
  readonly inUse: boolean
  /** How many it stands for; more than one where a flood was counted. */
  readonly occurrences: number
  /** One line that names the event; empty unless it waits. */
  readonly title: string
  /** The folder it lies in, which stands for one DSN. */
  readonly folder: string
  /** The event as it would leave; undefined unless it waits. */
  readonly event: () => JsonObject | undefined
}

/** Whose spool is meant. */
export interface SpoolChoice {
  /** Only that of this DSN; default: those of all DSNs. */
  readonly dsn?: string | undefined
}

/**
 * What lies in the spool, oldest first. Changes nothing, and shows what living processes have in hand
 * too. Folders that are not ours, or open to others, hold nothing for us.
 *
 * @throws {InvalidDsn} for a DSN that is none
 */
export function listSpool(choice: SpoolChoice = {}): readonly SpoolEntry[] {
  const self = thisOwner()
  const now = Date.now()
  return foldersOf(choice)
    .flatMap((folder) => [
      ...filesOf(folder).flatMap((file) => entriesOf(folder, file, !isLeft(file, self, now))),
      ...filesOf(folder, TALLIES).flatMap((file) =>
        summariesOf(folder, file, !isLeft(file, self, now, TALLIES)),
      ),
    ])
    .toSorted((a, b) => a.time - b.time)
}

/**
 * Deletes events by id, or all of them; answers the ids that are gone. What a living process has in
 * hand stays.
 *
 * @throws {InvalidDsn} for a DSN that is none
 */
export function deleteFromSpool(
  ids: ReadonlySet<string> | 'all',
  choice: SpoolChoice = {},
): readonly string[] {
  const { now, randomId, later } = createNodeRuntime()
  return foldersOf(choice).flatMap((folder) => {
    const onNews = () => {}
    const use = { onUnusable: onNews, onEvicted: onNews, onlyKeeps: true }
    const options = { folder: () => folder, now, randomId, later, ...use }
    const [spool, tallies] = [new FileSpool(options), new FileTallies(options)]
    try {
      return [...takenFrom(spool, ids), ...tallies.adopt().tallies.map(({ event }) => event)]
        .filter(({ id, ack }) => {
          const isMeant = ids === 'all' || ids.has(id)
          if (isMeant) ack()
          return isMeant
        })
        .map(({ id }) => id)
    } finally {
      spool.close() // what was taken over and not deleted is left to the next client
      tallies.close()
    }
  })
}

/** Where events wait that one server does not take, and whether they can. */
export interface SpoolState {
  /** The folder; it is made with the first event. */
  readonly folder: string
  readonly exists: boolean
  /** Why events are kept in memory only; undefined when they are not. */
  readonly problem: string | undefined
}

/**
 * The spool of a DSN as a client would find it. Makes and changes nothing.
 *
 * @throws {InvalidDsn} for a DSN that is none
 */
export function spoolState(dsn: string): SpoolState {
  const folder = folderOf(dsn)
  const state = { folder: folder.dsn, exists: existsSync(folder.dsn) }
  try {
    checkWritable(folder)
    return { ...state, problem: undefined }
  } catch (error) {
    return { ...state, problem: messageOf(error) }
  }
}

interface Taken {
  readonly id: string
  readonly ack: () => void
}

/** Everything that nobody has in hand. Whoever names what was interrupted was told of it. */
function takenFrom(spool: FileSpool, named: ReadonlySet<string> | 'all'): readonly Taken[] {
  const taken: Taken[] = []
  for (let againMs: number | undefined = 0; againMs === 0;) {
    const found = spool.adopt()
    found.told(named === 'all' ? undefined : named)
    taken.push(...found.events, ...found.interrupted.map((id) => ({ id, ack: () => {} })))
    againMs = found.againMs
  }
  return taken
}

function folderOf(dsn: string): SpoolFolder {
  return spoolFolder(new RemoteConfig(parseDsn(dsn)).toString(), createNodeRuntime().env)
}

function foldersOf({ dsn }: SpoolChoice): readonly SpoolFolder[] {
  const { env } = createNodeRuntime()
  if (dsn !== undefined) return [folderOf(dsn)]
  const base = spoolBase(env)
  try {
    return readdirSync(base, { withFileTypes: true })
      .filter((one) => one.isDirectory() && /^[0-9a-f]{64}$/.test(one.name))
      .map(({ name }) => ({ base, dsn: join(base, name) }))
  } catch {
    return [] // no spool yet
  }
}

function entriesOf(folder: SpoolFolder, file: SpoolFile, inUse: boolean): SpoolEntry[] {
  try {
    const { events, interrupted } = readRemains(file.path)
    const shared = { inUse, folder: folder.dsn, occurrences: 1 }
    return [
      ...events.map(({ head, offset }): SpoolEntry => {
        const { id, time, length: bytes } = head
        const event = () => eventIn(new Leftover(file.path).read({ head, offset }))
        const first = event()
        const state = first ? 'waiting' : 'damaged'
        const title = first ? titleOf(first) : ''
        return { id, time, bytes, state, title, event, ...shared }
      }),
      ...interrupted.map(({ id, time }): SpoolEntry => {
        const state = inUse ? 'waiting' : 'interrupted'
        return { id, time, bytes: 0, state, title: '', event: () => undefined, ...shared }
      }),
    ]
  } catch {
    return [] // taken over or settled while we looked
  }
}

function summariesOf(folder: SpoolFolder, { path }: SpoolFile, inUse: boolean): SpoolEntry[] {
  try {
    const file = new LeftTallyFile(path)
    return file.load().map((slot): SpoolEntry => {
      const { id, length: bytes, numbers } = slot.head
      const { lastSeen: time, occurrences } = numbers
      const event = () => eventIn(file.read(slot))
      const first = event()
      const state = first ? 'waiting' : 'damaged'
      const title = first ? titleOf(first) : ''
      return { id, time, bytes, state, inUse, occurrences, title, folder: folder.dsn, event }
    })
  } catch {
    return [] // taken over or settled while we looked
  }
}

/** The last exception or the message, in one line. */
function titleOf({ exception, logentry }: JsonObject): string {
  const values = isJsonObject(exception) && isJsonList(exception.values) ? exception.values : []
  const last = values.at(-1)
  const words = isJsonObject(last)
    ? [last.type, last.value]
    : [isJsonObject(logentry) && (logentry.formatted ?? logentry.message)]
  const texts = words.flatMap((word) => (typeof word === 'string' && word !== '' ? [word] : []))
  return texts.join(': ').split('\n', 1)[0] ?? ''
}

function eventIn(items: Uint8Array | undefined): JsonObject | undefined {
  if (!items) return undefined
  try {
    const envelope = Buffer.concat([Buffer.from('{}\n'), items])
    const item = decodeEnvelope(envelope).items.find(({ headers }) => headers.type === 'event')
    const event = item && decodeJson(item.payload)
    return isJsonObject(event) ? event : undefined
  } catch {
    return undefined // whole bytes that are no event
  }
}
