/** Events without what is not theirs: lines of source, which in tests name what is looked for. */

const SOURCE = new Set(['pre_context', 'context_line', 'post_context'])

/** The JSON of anything, without the lines of source in it. */
export function withoutSource(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => (SOURCE.has(key) ? undefined : part))
}
