/**
 * The user's hooks, one after the other, each behind a guard.
 *
 * A hook may drop an event by answering `null`. Throwing, answering nothing, or taking longer than a
 * second is a failure of the hook and must not cost the event.
 */

import type { Event } from '../protocol/event.ts'
import type { Cancel } from '../runtime/runtime.ts'
import { describe } from '../values/describe.ts'
import { isRecord } from '../values/json-object.ts'
import { isThenable, promiseOf } from '../values/thenable.ts'
import type { EventHook, HookResult } from './processor.ts'

/** One hook and the name under which its drops are counted. */
export interface NamedHook {
  readonly name: 'event_processor' | 'before_send'
  readonly hook: EventHook
}

/** How the hooks ended. */
export type HooksResult =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'dropped'; readonly by: NamedHook['name'] }
  | { readonly kind: 'failed'; readonly by: NamedHook['name']; readonly error: unknown }

/** The longest a hook's promise is waited for. */
const MAX_WAIT_MS = 1_000

/** Starts a timer; see `Runtime.hold`. */
export type Hold = (ms: number, task: () => void) => Cancel

/** Runs all hooks; a promise only when one of them answers with a promise. Never throws or rejects. */
export function runHooks(
  event: Event,
  hooks: readonly NamedHook[],
  hold: Hold,
): HooksResult | Promise<HooksResult> {
  let current = event
  for (const [index, named] of hooks.entries()) {
    const answer = call(named, current)
    if ('failed' in answer) return answer.failed
    if (isThenable(answer.value))
      return goOn(named, promiseOf(answer.value), hooks.slice(index + 1), hold)
    const judged = judge(named, answer.value)
    if (judged.kind !== 'event') return judged
    current = judged.event
  }
  return { kind: 'event', event: current }
}

type Called =
  | { readonly value: HookResult | PromiseLike<HookResult> }
  | { readonly failed: HooksResult }

function call(named: NamedHook, event: Event): Called {
  try {
    return { value: named.hook(event) }
  } catch (error) {
    return { failed: { kind: 'failed', by: named.name, error } }
  }
}

async function goOn(
  named: NamedHook,
  promise: Promise<HookResult>,
  rest: readonly NamedHook[],
  hold: Hold,
): Promise<HooksResult> {
  try {
    const judged = judge(named, await within(promise, hold))
    return judged.kind === 'event' ? await runHooks(judged.event, rest, hold) : judged
  } catch (error) {
    return { kind: 'failed', by: named.name, error }
  }
}

/** A hook's type is a promise of its author: it may return anything. */
function judge(named: NamedHook, answer: unknown): HooksResult {
  if (answer === null) return { kind: 'dropped', by: named.name }
  if (isRecord(answer)) return { kind: 'event', event: answer }
  const what = answer === undefined ? 'nothing' : describe(answer).slice(0, 100)
  const error = new Error(`the hook returned ${what}; return the event, or null to drop it`)
  return { kind: 'failed', by: named.name, error }
}

function within<T>(promise: Promise<T>, hold: Hold): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = hold(MAX_WAIT_MS, () =>
      reject(new Error(`the hook took longer than ${MAX_WAIT_MS} ms`)),
    )
    promise.finally(cancel).then(resolve, reject)
  })
}
