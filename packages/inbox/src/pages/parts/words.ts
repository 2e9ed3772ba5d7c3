/** Small words: numbers with their nouns, titles in two halves, text cut to length. */

const NUMBERS = new Intl.NumberFormat('en')

/** `1,204`. */
export function number(value: number): string {
  return NUMBERS.format(value)
}

/** `1 event`, `1,204 events`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A title as its type and the rest; `type` is empty when the title does not begin with one. */
export interface TitleParts {
  readonly type: string
  readonly text: string
}

const TYPED_TITLE = /^([A-Za-z_$][\w$.:]{0,120}): /

/** `TypeError: x is null` is `TypeError` and `x is null`. */
export function titleParts(title: string): TitleParts {
  const type = TYPED_TITLE.exec(title)?.[1]
  if (type === undefined) return { type: '', text: title }
  return { type, text: title.slice(type.length + 2) }
}

/** At most `length` characters, with `…` for what was left out; never half a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length
  return `${text.slice(0, end)}…`
}
