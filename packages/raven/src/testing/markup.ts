/** HTML that cannot forget to escape: whatever is put in is text, unless it was made here. */

/** Finished HTML. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What can be put in. */
export type Part = Markup | string | number | false | undefined | readonly Part[]

/** `` html`<p>${text}</p>` ``; parts stand between tags or in quotes, and nowhere else. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((string, at) => (at === 0 ? '' : written(parts[at - 1])) + string)
  return new Markup(text.join(''))
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (isList(part)) return part.map(written).join('')
  return String(part).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part)
}
