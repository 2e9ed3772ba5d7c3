/** Reads the markup of our own pages strictly enough to notice what does not belong. */

/** A tag as it was written. */
export interface Tag {
  readonly name: string
  readonly end: boolean
  readonly attributes: ReadonlyMap<string, string>
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/giy
const ATTRIBUTE = /([a-z-]+)(?:="([^"<>]*)")?/gi

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]))
}

/** All tags of a page. Throws at a `<` that begins none: text from outside was not escaped there. */
export function tagsOf(html: string): readonly Tag[] {
  const tags: Tag[] = []
  let at = html.indexOf('<', '<!doctype html>'.length)
  while (at !== -1) {
    TAG.lastIndex = at
    const match = TAG.exec(html)
    if (match === null) throw new Error(`no tag of ours: ${html.slice(at, at + 80)}`)
    const [whole, slash, name = '', attributes = ''] = match
    tags.push({ name, end: slash === '/', attributes: attributesOf(attributes) })
    at = html.indexOf('<', at + whole.length)
  }
  return tags
}

const VOID = new Set(['meta', 'link', 'input'])

/** Phrases that may not hold blocks, and what breaks out of them in a real parser. */
const NO_BLOCKS = new Set(['p', 'h1', 'h2', 'h3', 'pre'])
const BLOCKS = new Set([
  'p',
  'div',
  'ol',
  'ul',
  'dl',
  'pre',
  'section',
  'details',
  'h1',
  'h2',
  'h3',
])

function nestingFaults(tags: readonly Tag[]): string[] {
  const faults: string[] = []
  const open: string[] = []
  for (const { name, end } of tags) {
    if (VOID.has(name)) continue
    if (end) {
      const last = open.pop()
      if (last !== name) faults.push(`</${name}> ends <${last}>`)
      continue
    }
    const holder = open.findLast((outer) => NO_BLOCKS.has(outer))
    if (BLOCKS.has(name) && holder !== undefined) faults.push(`<${name}> within <${holder}>`)
    open.push(name)
  }
  return [...faults, ...open.map((name) => `<${name}> has no end`)]
}

function headingFaults(tags: readonly Tag[]): string[] {
  const levels = tags
    .filter(({ name, end }) => !end && /^h[1-6]$/.test(name))
    .map(({ name }) => Number(name[1]))
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)
  const first = levels.filter((level) => level === 1).length === 1 ? [] : ['not exactly one h1']
  return [...first, ...jumps.map((level) => `a jump to h${level}`)]
}

function idFaults(tags: readonly Tag[]): string[] {
  const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? [])
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  const wanted = tags.flatMap(({ attributes }) => {
    const href = attributes.get('href') ?? ''
    return [attributes.get('for') ?? [], href.startsWith('#') ? href.slice(1) : []].flat()
  })
  const missing = wanted.filter((id) => !ids.includes(id))
  return [...twice.map((id) => `id ${id} twice`), ...missing.map((id) => `no id ${id}`)]
}

function foreignFaults(tags: readonly Tag[]): string[] {
  return tags.flatMap(({ name, attributes }) => {
    const faults: string[] = [...attributes.keys()].filter(
      (key) => key === 'style' || key.startsWith('on'),
    )
    const src = attributes.get('src') ?? (name === 'script' ? 'inline' : '/assets/')
    const href = attributes.get('href') ?? ''
    if (!src.startsWith('/assets/')) faults.push(`src ${src}`)
    if (/^[a-z]+:/i.test(href) && !/^(https?:|data:image\/svg)/.test(href))
      faults.push(`href ${href}`)
    if (/^https?:/.test(href) && attributes.get('rel') !== 'noreferrer noopener')
      faults.push(`rel of ${href}`)
    return faults
  })
}

/** What is wrong with the markup of a page; an empty list for a page that is right. */
export function faultsOf(html: string): readonly string[] {
  const tags = tagsOf(html)
  const starts = tags.filter(({ end }) => !end)
  const landmarks = ['html', 'head', 'title', 'header', 'main', 'footer']
  return [
    ...landmarks
      .filter((name) => !starts.some((tag) => tag.name === name))
      .map((name) => `no ${name}`),
    ...nestingFaults(tags),
    ...headingFaults(tags),
    ...idFaults(tags),
    ...foreignFaults(starts),
  ]
}

/** What a page says, without its markup. */
export function textOf(html: string): string {
  const text = html.replace(/<[^>]*>/g, '')
  const names: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    amp: '&',
    quot: '"',
    '#39': "'",
  }
  return text.replace(/&(lt|gt|amp|quot|#39);/g, (_whole, name: string) => names[name] ?? '')
}
