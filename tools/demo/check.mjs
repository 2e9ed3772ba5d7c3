/** Whether an event of the demo arrived whole. */
import { isDeepStrictEqual } from 'node:util'

function* faults(failure, event) {
  const values = event.exception?.values ?? []
  const raised = values.at(-1)
  const own = (raised?.stacktrace?.frames ?? []).filter((frame) => frame.in_app)
  const types = values.map(({ type }) => type)
  if (failure.exceptions && !isDeepStrictEqual(types, failure.exceptions)) {
    yield `exceptions ${failure.exceptions.join(' <- ')}, but it has ${types.join(' <- ') || 'none'}`
  }
  for (const name of failure.functions ?? []) {
    const frame = own.find((one) => one.function === name)
    if (!frame) yield `a frame of ${name}`
    else if (!frame.context_line || !frame.lineno) yield `the source line in ${name}`
  }
  if (failure.message && !isDeepStrictEqual(event.logentry, failure.message))
    yield 'the message and its parameters'
  if (failure.user && String(event.user?.id) !== failure.user) yield `user ${failure.user}`
  if (failure.user && event.user?.username !== 'ann') yield 'the name that userAttrs lets leave'
  if (failure.level && event.level !== failure.level) yield `level ${failure.level}`
  if (failure.handled !== undefined && raised?.mechanism?.handled !== failure.handled)
    yield 'the mark "unhandled"'
  if (event.release !== 'shop@1.4.2') yield 'the release'
  if (event.tags?.region !== 'eu') yield 'the tag region'
  if (JSON.stringify(event).includes('tok_9f8e')) yield 'the mask over the card token'
}

/** What an event lacks of what its failure promised, in words; the event itself when there is none. */
export function whatIsMissing(failure, event) {
  if (!event) return [`${failure.what}: the whole event`]
  return [...faults(failure, event)].map((fault) => `${failure.what}: ${fault}`)
}
