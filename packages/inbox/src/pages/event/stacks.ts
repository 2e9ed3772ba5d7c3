/** Chooses what of an event's stacks is shown, so that a page stays bounded. Pure. */

import type { Event, ExceptionValue, Frame } from 'raven-ts/protocol'
import { hasSource } from './source.tsx'

/** All frames of a page; the frames whose source it shows; its exceptions. */
const MAX_FRAMES = 250
const MAX_SOURCES = 60
const MAX_EXCEPTIONS = 20

/** One stack to show, and what led to it. */
export interface Stack {
  /** Absent for the stack of a message. */
  readonly exception?: ExceptionValue
  /** The thread's name, where it says more than that there is one. */
  readonly thread?: string
  /** Oldest call first. */
  readonly frames: readonly Frame[]
  /** Older calls that are left out. */
  readonly omitted: number
}

/** What a page shows of all stacks. */
export interface Stacks {
  /** The exception that was raised first, then what caused it. */
  readonly stacks: readonly Stack[]
  /** Exceptions that are left out. */
  readonly omitted: number
  /** The frames whose source is shown: the innermost ones of the program's own before others. */
  readonly withSource: ReadonlySet<Frame>
}

type Candidate = Omit<Stack, 'omitted'>

/** The raised exception is the last of the list, its causes stand before it. */
function exceptionStacks(event: Event): readonly Candidate[] {
  const values = event.exception?.values ?? []
  return values
    .map((exception) => ({ exception, frames: exception.stacktrace?.frames ?? [] }))
    .toReversed()
}

function threadStacks(event: Event): readonly Candidate[] {
  const threads = event.threads?.values ?? []
  return threads
    .filter((thread) => (thread.stacktrace?.frames.length ?? 0) > 0)
    .map((thread) => ({
      frames: thread.stacktrace?.frames ?? [],
      ...(threads.length > 1 ? { thread: thread.name ?? String(thread.id) } : {}),
    }))
}

/** Shares {@link MAX_FRAMES} out, first come first served, innermost calls kept. */
function fit(candidates: readonly Candidate[]): readonly Stack[] {
  let left = MAX_FRAMES
  return candidates.map((candidate) => {
    const kept = left === 0 ? [] : candidate.frames.slice(-left)
    left -= kept.length
    return { ...candidate, frames: kept, omitted: candidate.frames.length - kept.length }
  })
}

function chooseSources(stacks: readonly Stack[]): ReadonlySet<Frame> {
  const frames = stacks.flatMap((stack) => stack.frames.toReversed()).filter(hasSource)
  const own = frames.filter((frame) => frame.in_app !== false)
  const others = frames.filter((frame) => frame.in_app === false)
  return new Set([...own, ...others].slice(0, MAX_SOURCES))
}

/** The stacks of an event: of its exceptions, else of its threads. */
export function stacksOf(event: Event): Stacks {
  const ofExceptions = exceptionStacks(event)
  const all = ofExceptions.length > 0 ? ofExceptions : threadStacks(event)
  const stacks = fit(all.slice(0, MAX_EXCEPTIONS))
  return { stacks, omitted: all.length - stacks.length, withSource: chooseSources(stacks) }
}
