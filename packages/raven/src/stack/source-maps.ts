/**
 * The maps of the program's files: found, read and remembered.
 *
 * To say that a file has no map takes a look at its end; to use one that is in memory takes a walk.
 * To read one may take longer than anybody waits who just failed, so that is asked for and done later:
 * a small one on this thread, a large one on a thread of its own, of which only the answers come back.
 */

import { DebugIds } from './debug-ids.ts'
import { FileChanges } from './file-changes.ts'
import { findMap, loadMap, type FoundMap, type LoadedMap, type MapFiles } from './map-files.ts'
import { askMap, type GeneratedPlace, type MapAnswer } from './map-answer.ts'

/** What looking up needs. */
export interface SourceMapsOptions {
  readonly files: MapFiles
  /** The folder of the project. */
  readonly root: string
  /** Milliseconds, of any clock. */
  readonly now: () => number
  /** Runs the task soon, after the code that runs now. */
  readonly defer: (task: () => void) => void
  /** Asks a map on a thread of its own; absent where there is none. Calls back once, whatever happens. */
  readonly askApart?: AskApart
}

/** The answers in the order of the questions; undefined where the map cannot be used. */
export type AskApart = (
  found: FoundMap,
  places: readonly GeneratedPlace[],
  root: string,
  done: (answers: readonly MapAnswer[] | undefined) => void,
) => void

type FileState =
  | { readonly kind: 'none'; readonly answer: MapAnswer }
  | { readonly kind: 'here'; readonly loaded: LoadedMap }
  | Unread

/** What was asked and is not known. */
type Unread = { readonly found: FoundMap; readonly asked: Map<string, GeneratedPlace> } & (
  | { readonly kind: 'found' }
  | { readonly kind: 'apart'; readonly answers: Map<string, MapAnswer> }
)

const MEGABYTE = 1024 * 1024
/** Read and parsed on this thread. */
const MAX_HERE = 2 * MEGABYTE
/** Read and parsed at all. */
const MAX_APART = 64 * MEGABYTE
/** Kept in memory: text of maps and of the code they are about. */
const MAX_KEPT = 16 * MEGABYTE
const MAX_FILES = 1_000
const MAX_ANSWERS = 1_000

/** The maps of one client. Nothing here throws. */
export class SourceMaps {
  readonly #options: SourceMapsOptions
  readonly #files = new Map<string, FileState>()
  readonly #debugIds: DebugIds
  readonly #changes: FileChanges
  #kept = 0
  #loading: Promise<void> | undefined

  constructor(options: SourceMapsOptions) {
    this.#options = options
    const { now, files } = options
    this.#changes = new FileChanges({ now, writtenAt: files.writtenAt })
    this.#debugIds = new DebugIds(() => files.debugIds?.())
  }

  /** What is known of a place now; asks for what is not. */
  ask(place: GeneratedPlace): MapAnswer {
    const state = this.#stateOf(place.file)
    switch (state.kind) {
      case 'none':
        return state.answer
      case 'here':
        return askMap(state.loaded, place, this.#options.root, this.#options.files)
      case 'found':
        state.asked.set(keyOf(place), place)
        return UNKNOWN
      case 'apart': {
        const answer = state.answers.get(keyOf(place))
        if (!answer) state.asked.set(keyOf(place), place)
        return answer ?? UNKNOWN
      }
    }
  }

  /** The id that a build gave to a file; known when a place of it was asked for. */
  debugIdOf(file: string): string | undefined {
    return this.#debugIds.of(file)
  }

  /** Reads what was asked for and not known. Resolves when all is known; never rejects. */
  load(): Promise<void> {
    this.#loading ??= new Promise((resolve) => {
      this.#options.defer(() => {
        this.#loading = undefined
        void this.#loadAll().then(resolve, resolve) // cannot reject: nothing in it throws
      })
    })
    return this.#loading
  }

  /** Reads at once what was asked for and not known, as far as that is little in all. */
  loadNow(): void {
    let left = MAX_HERE
    for (const [file, state] of Array.from(this.#files)) {
      if (state.kind !== 'found' || state.asked.size === 0 || state.found.bytes > left) continue
      left -= state.found.bytes
      this.#loadHere(file, state.found)
    }
  }

  /** Large ones one after the other: each takes a thread and much memory. */
  async #loadAll(): Promise<void> {
    const large: [string, Unread][] = []
    let read = 0
    for (const [file, state] of Array.from(this.#files)) {
      if (state.kind === 'none' || state.kind === 'here' || state.asked.size === 0) continue
      if (state.found.bytes > MAX_HERE) large.push([file, state])
      else this.#loadHere(file, state.found)
      read += state.found.bytes
      if (read > MAX_HERE) await this.#pause()
      if (read > MAX_HERE) read = 0
    }
    for (const [file, state] of large) await this.#loadApart(file, state)
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.defer(resolve))
  }

  #loadHere(file: string, found: FoundMap): void {
    const loaded = loadMap(found, this.#options.files)
    if (!loaded) return void this.#files.set(file, { kind: 'none', answer: BROKEN })
    this.#debugIds.keep(file, loaded.map.debugId)
    this.#files.set(file, { kind: 'here', loaded })
    this.#kept += loaded.bytes
    if (this.#kept > MAX_KEPT) this.#forgetMaps(file)
  }

  /** Frames that were made stay made: what is forgotten is read again only for a place never seen. */
  #forgetMaps(except: string): void {
    for (const [file, state] of this.#files) {
      if (state.kind !== 'here' || file === except) continue
      this.#forget(file, state)
      if (this.#kept <= MAX_KEPT) return
    }
  }

  #forget(file: string, state: FileState): void {
    this.#files.delete(file)
    if (state.kind === 'here') this.#kept -= state.loaded.bytes
  }

  #loadApart(file: string, state: Unread): Promise<void> {
    const asked = [...state.asked]
    const answers = state.kind === 'apart' ? state.answers : new Map<string, MapAnswer>()
    if (answers.size > MAX_ANSWERS) answers.clear()
    this.#files.set(file, { kind: 'apart', found: state.found, asked: new Map(), answers })
    return new Promise((resolve) => {
      const done = (given: readonly MapAnswer[] | undefined) => {
        for (const [index, [key]] of asked.entries()) answers.set(key, given?.[index] ?? BROKEN)
        resolve()
      }
      const { askApart, root } = this.#options
      const places = asked.map(([, place]) => place)
      if (askApart) askApart(state.found, places, root, done)
      else done(undefined)
    })
  }

  /** What was written anew is looked for anew; it is asked only for places that were not seen before. */
  #stateOf(file: string): FileState {
    const known = this.#files.get(file)
    if (known && !this.#changes.hasChanged(file)) return known
    if (known) {
      this.#forget(file, known)
      this.#debugIds.forget(file)
    }
    if (this.#files.size >= MAX_FILES) this.#forgetAll()
    const state = this.#find(file)
    this.#files.set(file, state)
    return state
  }

  #find(file: string): FileState {
    const found = findMap(file, this.#options.files)
    this.#changes.remember(file, found.at?.path ?? `${file}.map`)
    this.#debugIds.keep(file, found.debugId)
    if (!found.at) return { kind: 'none', answer: NONE }
    if (found.bytes > MAX_APART) return { kind: 'none', answer: TOO_LARGE }
    return { kind: 'found', found, asked: new Map() }
  }

  #forgetAll(): void {
    this.#files.clear()
    this.#debugIds.forgetAll()
    this.#changes.forgetAll()
    this.#kept = 0
  }
}

const UNKNOWN: MapAnswer = { kind: 'unknown' }
const NONE: MapAnswer = { kind: 'none' }
const BROKEN: MapAnswer = { kind: 'none', why: 'map_broken' }
const TOO_LARGE: MapAnswer = { kind: 'none', why: 'map_too_large' }

/** The name is part of it: one place may be told under several. */
function keyOf({ line, column, name }: GeneratedPlace): string {
  return `${line}:${column} ${name ?? ''}`
}
