/**
 * How a scenario is written down.
 *
 * A family is a handful of errors that belong near each other. Its author says which of them are one
 * issue, and in a sentence why; what is not one issue is another, and one sentence says why not.
 */

/** Errors of one issue: why they are one, and the calls that raise them: `[function, ...arguments]`. */
export function issue(why, ...calls) {
  return { why, calls }
}

/** A family; `apart` says why its issues are several. */
export function family(name, apart, ...issues) {
  return { name, apart, issues }
}

/** The pairs of a family: names of its events, the label, the sentence. */
export function pairsOf({ name, apart, issues }) {
  const same = issues.flatMap(({ why, calls }, index) =>
    neighbours(calls.length).map(([a, b]) => ({
      events: [eventName(name, index, a), eventName(name, index, b)],
      same: true,
      why,
    })),
  )
  const different = issues.flatMap((one, i) =>
    issues.slice(i + 1).flatMap((other, rest) => {
      const j = i + 1 + rest
      const ends = [[0, 0]]
      if (one.calls.length + other.calls.length > 2)
        ends.push([one.calls.length - 1, other.calls.length - 1])
      return ends.map(([a, b]) => ({
        events: [eventName(name, i, a), eventName(name, j, b)],
        same: false,
        why: apart,
      }))
    }),
  )
  return [...same, ...different]
}

/** Each with the next, and the last with the first. */
function neighbours(count) {
  const pairs = Array.from({ length: count - 1 }, (_, index) => [index, index + 1])
  return count > 2 ? [...pairs, [0, count - 1]] : pairs
}

/** `family/issue/call`, all counted from 1. */
export function eventName(family, issue, call) {
  return `${family}/${issue + 1}/${call + 1}`
}
