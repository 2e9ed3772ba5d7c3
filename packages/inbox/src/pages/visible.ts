/**
 * Characters that hide or reorder text, made visible.
 *
 * What an event says comes from outside. Control characters, marks that change the direction of
 * writing, and characters without width could make one text look like another (CVE-2021-42574), so
 * they are shown by name. It is done once, over the finished page, so that no place can forget it.
 */

// Control characters but tab and line feed, and format characters but the joiners that emoji and
// several scripts are written with; halves of surrogate pairs.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /\r\n|[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu

const CONTROL_PICTURES = 0x2400

/** One hidden character as something to see: `␛` for escape, `\u202e` for others. */
function show(character: string): string {
  if (character === '\r\n') return '\n'
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code)
  if (code === 0x7f) return '␡'
  return `\\u${code.toString(16).padStart(4, '0')}`
}

/** The same text with every hidden character replaced by one that shows. Linear. */
export function visible(text: string): string {
  return text.replace(HIDDEN, show)
}
