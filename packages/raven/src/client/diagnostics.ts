/** What the client says to the people who run the program: each thing once, in one line. */

import { register, registered } from '../runtime/registry.ts'
import { clip } from '../values/clip.ts'
import { quietly } from './quietly.ts'

import type { Runtime } from '../runtime/runtime.ts'

const PREFIX = 'raven: '
const MAX_TOPICS = 100
const MAX_LINE = 500
/** Different lines on the stderr of one process, or one thread; who asks for more gives a function. */
const MAX_LINES = 100

/** Says each topic once. */
export class Diagnostics {
  readonly #said = new Set<string>()
  readonly #write: (line: string) => unknown

  constructor(write: (line: string) => unknown) {
    this.#write = write
  }

  /** Says `line` unless `topic` was spoken of before. Never throws. */
  say(topic: string, line: string): void {
    if (this.#said.has(topic) || this.#said.size >= MAX_TOPICS) return
    this.#said.add(topic)
    // whose function fails at listening has nobody else to tell it
    quietly(() => this.#write(PREFIX + clip(line, MAX_LINE).replaceAll(/\s+/g, ' ')))
  }
}

/**
 * The client's lines: to the program's function, which hears all of them, nowhere, or to the runtime's
 * stderr, where a line that another client has written before is not written again.
 */
export function createDiagnostics(option: unknown, runtime: Pick<Runtime, 'warn'>): Diagnostics {
  if (option === false) return new Diagnostics(() => {})
  if (isWriter(option)) return new Diagnostics(option)
  return new Diagnostics((line) => {
    if (isNew(line)) runtime.warn(line)
  })
}

function isNew(line: string): boolean {
  return registered('lines').size < MAX_LINES && register('lines', line, true)
}

function isWriter(option: unknown): option is (line: string) => void {
  return typeof option === 'function'
}
