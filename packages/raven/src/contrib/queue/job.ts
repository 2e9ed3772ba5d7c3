/** A job, in the words of an event. */

/** What a queue tells of one run of a job; what it does not know is left out. */
export interface JobFacts {
  readonly queue: string
  readonly id?: string | number | undefined
  readonly name?: string | undefined
  /** Which attempt this is; the first is 1. */
  readonly attempt?: number | undefined
  /** How many there are at most. */
  readonly attempts?: number | undefined
  /** What it is to work on; masked and bounded like all extra data. */
  readonly data?: unknown
  /** The job that waits for this one. */
  readonly parent?: string | undefined
}

/** Facts as parts of an event. */
export interface JobWords {
  readonly place: string
  readonly tags: Readonly<Record<string, string>>
  readonly extra: Readonly<Record<string, unknown>>
  readonly contexts: { readonly job: Readonly<Record<string, string | number>> }
}

export function wordsOf({ data, ...facts }: JobFacts): JobWords {
  const known = Object.entries(facts).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  const { queue, name } = facts
  return {
    place: name === undefined ? queue : `${queue} ${name}`,
    tags: { queue, ...(name === undefined ? {} : { job: name }) },
    extra: data === undefined ? {} : { data },
    contexts: { job: Object.fromEntries(known) },
  }
}
