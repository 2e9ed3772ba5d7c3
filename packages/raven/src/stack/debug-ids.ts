/**
 * The ids that a build gave to its files, as the files themselves told when they were loaded: each
 * left a stack taken in it, and the id (protocol section 31).
 */

import { isRecord } from '../values/json-object.ts'
import { localPath } from './in-app.ts'
import { parseStack } from './parse-stack.ts'
import { asDebugId } from './source-map.ts'

/** Ids by the path of the file. Reads on only when more files were loaded. */
export class LoadedDebugIds {
  readonly #ask: () => unknown
  readonly #ids = new Map<string, string>()
  #known = 0

  constructor(ask: () => unknown) {
    this.#ask = ask
  }

  of(file: string): string | undefined {
    const told = this.#ask()
    if (!isRecord(told)) return undefined
    const stacks = Object.keys(told)
    for (const stack of stacks.slice(this.#known)) this.#learn(stack, told[stack])
    this.#known = stacks.length
    return this.#ids.get(file)
  }

  #learn(stack: string, id: unknown): void {
    const file = parseStack(stack, '').places[0]?.file
    const debugId = asDebugId(id)
    if (file !== undefined && debugId !== undefined) this.#ids.set(localPath(file), debugId)
  }
}
