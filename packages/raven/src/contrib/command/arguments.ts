/** The words of a command line, so that what is secret in them can be told by its name. */

/** `--token x` as `--token=x`: names are what masking goes by. */
export function argumentsOf(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (last !== undefined && /^--?[^\s=]+$/.test(last) && !word.startsWith('-'))
      joined[joined.length - 1] = `${last}=${word}`
    else joined.push(word)
  }
  return joined
}
