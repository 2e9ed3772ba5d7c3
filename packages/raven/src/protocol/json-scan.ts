/**
 * One look over JSON text, before anything recursive touches it.
 *
 * Both functions walk the text once, with an index instead of a call stack.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Whether containers nest deeper than `maxDepth`. The text need not be valid. */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index)
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}

/** How often the outermost object has the key `name`, which `JSON.parse` hides. The text must be valid. */
export function countTopLevelKey(text: string, name: string): number {
  let depth = 0
  let count = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) depth -= 1
    if (code !== QUOTE) continue
    const end = endOfString(text, index)
    if (depth === 1 && isKey(text, end) && JSON.parse(text.slice(index, end + 1)) === name)
      count += 1
    index = end
  }
  return count
}

/**
 * Replaces the bare words that old Python clients write for numbers JSON cannot hold (`NaN`,
 * `Infinity`, `-Infinity`) by `null`, outside strings.
 */
export function withoutBareNumbers(text: string): string {
  const parts: string[] = []
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index)
    const word = code === QUOTE ? undefined : bareNumberAt(text, index)
    if (word === undefined) continue
    parts.push(text.slice(start, index), 'null')
    start = index + word.length
    index = start - 1
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(start)
}

/** Index of the closing quote, or of the last character if there is none. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === BACKSLASH) index += 1
    else if (code === QUOTE) return index
  }
  return text.length - 1
}

function isKey(text: string, end: number): boolean {
  let index = end + 1
  while (text.charCodeAt(index) <= 0x20) index += 1
  return text[index] === ':'
}

function bareNumberAt(text: string, index: number): string | undefined {
  return ['NaN', 'Infinity', '-Infinity'].find((word) => text.startsWith(word, index))
}
