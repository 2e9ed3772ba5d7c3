/**
 * The ids that a build gave to its files: in their last line, in their map, or told when they were
 * loaded, when each left a stack taken in it, and the id (protocol section 31).
 */

import { isRecord } from '../values/json-object.ts'
import { localPath } from './in-app.ts'
import { parseStack } from './parse-stack.ts'
import { asDebugId } from './source-map.ts'

/** Ids by the path of the file. */
export class DebugIds {
  readonly #ask: () => unknown
  readonly #written = new Map<string, string>()
  readonly #loaded = new Map<string, string>()
  #known = 0

  /** `ask` answers what loaded files told. */
  constructor(ask: () => unknown) {
    this.#ask = ask
  }

  /** Keeps what a file or its map says; the first one counts. */
  keep(file: string, id: string | undefined): void {
    if (id !== undefined && !this.#written.has(file)) this.#written.set(file, id)
  }

  forget(file: string): void {
    this.#written.delete(file)
  }

  forgetAll(): void {
    this.#written.clear()
  }

  of(file: string): string | undefined {
    return this.#written.get(file) ?? this.#loadedId(file)
  }

  /** Reads on only when more files were loaded. */
  #loadedId(file: string): string | undefined {
    const told = this.#ask()
    if (!isRecord(told)) return undefined
    const stacks = Object.keys(told)
    for (const stack of stacks.slice(this.#known)) this.#learn(stack, told[stack])
    this.#known = stacks.length
    return this.#loaded.get(file)
  }

  #learn(stack: string, id: unknown): void {
    const file = parseStack(stack, '').places[0]?.file
    const debugId = asDebugId(id)
    if (file !== undefined && debugId !== undefined) this.#loaded.set(localPath(file), debugId)
  }
}
