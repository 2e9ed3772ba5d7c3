/** The ways to have something run before a program, and what a test needs to see what came of it. */

import { join } from 'node:path'
import type { Event } from '../../src/protocol/event.ts'
import { decodeEnvelope } from '../../src/protocol/decode-envelope.ts'
import { decodeJson } from '../../src/protocol/json.ts'
import { PACKAGE, start, type Ended } from '../support/programs.ts'
import type { Receiver } from '../support/receiver.ts'
import { scratchFolder } from '../support/scratch.ts'

export const PROGRAMS = join(PACKAGE, 'test', 'config', 'programs')
const IMPORTED = join(PACKAGE, 'dist', 'register.js')
const REQUIRED = join(PACKAGE, 'bin', 'register.cjs')

/** Words before the program's name, or in `NODE_OPTIONS`. */
export const FLAGS = {
  '--import': { nodeArgs: ['--import', IMPORTED], env: {} },
  '--require': { nodeArgs: ['--require', REQUIRED], env: {} },
  NODE_OPTIONS: { nodeArgs: [], env: { NODE_OPTIONS: `--import ${IMPORTED}` } },
} as const

export type Flag = keyof typeof FLAGS

/** Runs a program of `programs/` to its end, in a folder of its own. */
export function runWith(
  flag: Flag,
  program: string,
  env: Readonly<Record<string, string>>,
  { args = [], cwd = scratchFolder() }: { args?: readonly string[]; cwd?: string } = {},
): Promise<Ended> {
  const { nodeArgs, env: own } = FLAGS[flag]
  const all = { RAVEN_SPOOL_DIR: scratchFolder(), ...own, ...env }
  return start(join(PROGRAMS, program), args, { nodeArgs, env: all, cwd }).ended
}

/** The events that came, in their order. */
export function eventsOf({ received }: Receiver): readonly Event[] {
  return received.map(({ body }) => {
    const [item] = decodeEnvelope(body).items
    return decodeJson(item?.payload ?? new Uint8Array()) as Event
  })
}

/** What each event's error says. */
export function valuesOf(receiver: Receiver): readonly string[] {
  return eventsOf(receiver).map(({ exception, logentry }) => {
    return exception?.values.at(-1)?.value ?? logentry?.formatted ?? ''
  })
}
