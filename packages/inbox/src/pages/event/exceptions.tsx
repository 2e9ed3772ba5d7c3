/** The chain of exceptions: what was raised, then what caused it. */

import type { Event, ExceptionValue, Mechanism } from 'raven-ts/protocol'
import { counted, cut } from '../parts/words.ts'
import { Frames } from './frames.tsx'
import { type Stack, type Stacks, stacksOf } from './stacks.ts'

const MAX_TYPE = 200
const MAX_VALUE = 8_192

/** How it was caught. The page's head already says that the raised exception was not. */
function Caught({ mechanism, first }: { readonly mechanism: Mechanism; readonly first: boolean }) {
  return (
    <p class="meta">
      {mechanism.handled === false && !first && <span class="badge unhandled">unhandled</span>}
      {mechanism.handled === true && <span class="badge">handled</span>}
      {mechanism.type !== '' && <code>{cut(mechanism.type, MAX_TYPE)}</code>}
    </p>
  )
}

/** How this exception relates to the one above it. */
function relation(mechanism: Mechanism | undefined): string {
  const source = mechanism?.source
  return source === undefined || !source.startsWith('errors') ? 'Caused by' : cut(source, MAX_TYPE)
}

/** Where a value has more to say than the title above it: further lines, or more than it holds. */
function restOf(exception: ExceptionValue): string {
  const value = exception.value ?? ''
  return value.includes('\n') || value.length > 300 ? cut(value, MAX_VALUE) : ''
}

interface LinkProps {
  readonly stack: Stack
  readonly first: boolean
  readonly platform: string
  readonly all: Stacks
}

function Heading({ stack, first }: Pick<LinkProps, 'stack' | 'first'>) {
  const { exception, thread } = stack
  if (exception === undefined)
    return <h2>{thread === undefined ? 'Stack' : `Thread ${cut(thread, MAX_TYPE)}`}</h2>
  if (first) return <h2>Stack</h2>
  const value = cut(exception.value ?? '', 300)
  return (
    <h2 class="cause">
      <span class="relation">{relation(exception.mechanism)}</span>{' '}
      <b>{cut(exception.type ?? 'Error', MAX_TYPE)}</b> {value !== '' && <span>{value}</span>}
    </h2>
  )
}

function Link({ stack, first, platform, all }: LinkProps) {
  const rest = stack.exception === undefined ? '' : restOf(stack.exception)
  return (
    <section class={first ? 'link raised' : 'link'} id={first ? 'stack' : undefined}>
      <div class="link-head">
        <Heading stack={stack} first={first} />
        {stack.exception?.mechanism !== undefined && (
          <Caught mechanism={stack.exception.mechanism} first={first} />
        )}
      </div>
      {rest !== '' && <pre class="long">{rest}</pre>}
      {stack.frames.length === 0 && stack.omitted === 0 ? (
        <p class="quiet">No stack came with it.</p>
      ) : (
        <Frames stack={stack} platform={platform} withSource={all.withSource} />
      )}
    </section>
  )
}

/** All links of the chain; for a message, the stack of each thread that has one. */
export function Exceptions({ event }: { readonly event: Event }) {
  const all = stacksOf(event)
  return (
    <>
      {all.stacks.map((stack, index) => (
        <Link stack={stack} first={index === 0} platform={event.platform ?? ''} all={all} />
      ))}
      {all.omitted > 0 && (
        <p class="quiet">{counted(all.omitted, 'further exception')} not shown: see the JSON.</p>
      )}
    </>
  )
}
