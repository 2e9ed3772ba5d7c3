/**
 * The code blocks of a page, and what their first line asks for.
 *
 *     ```js run              is run as a program; it must end with exit code 0
 *     ```js run events=2     and leave two events in the inbox
 *     ```sh run exit=1       must end with that exit code
 *     ```js file=app.mjs     is written to a file, for the blocks below it on the page; may also `run`
 *     ```js                  must parse; a shell block must say `run` or `skip`
 *     ```sh skip: reason     is left alone, for that reason
 */

/** A code block of a page. */
export interface Block {
  readonly language: string
  readonly code: string
  /** The line its code begins at, from 1. */
  readonly line: number
  readonly run: boolean
  readonly exit: number
  readonly events: number | undefined
  readonly file: string | undefined
  readonly skip: string | undefined
}

interface Fence {
  readonly indent: number
  readonly mark: string
  readonly info: string
}

const LANGUAGES: Readonly<Record<string, string>> = {
  js: 'js',
  mjs: 'js',
  javascript: 'js',
  ts: 'ts',
  typescript: 'ts',
  tsx: 'tsx',
  jsx: 'jsx',
  sh: 'sh',
  bash: 'sh',
  shell: 'sh',
}

function openFence(line: string): Fence | undefined {
  const match = /^( *)(`{3,}|~{3,})([^`]*)$/.exec(line)
  if (match === null) return undefined
  const [, indent = '', mark = '', info = ''] = match
  return { indent: indent.length, mark, info: info.trim() }
}

function closes(line: string, fence: Fence): boolean {
  const text = line.trim()
  const char = fence.mark.charAt(0)
  return text.length >= fence.mark.length && text === char.repeat(text.length)
}

/** `run events=2` as a map; a word without a value is `true`. */
function readWords(words: readonly string[]): Map<string, string> {
  return new Map(
    words.map((word) => {
      const at = word.indexOf('=')
      return at === -1 ? [word, 'true'] : [word.slice(0, at), word.slice(at + 1)]
    }),
  )
}

function makeBlock(info: string, code: string, line: number): Block {
  const [wanted = '', ...words] = info.split(/ +/)
  const at = info.indexOf('skip:')
  const skip = at === -1 ? undefined : info.slice(at + 'skip:'.length).trim()
  const asked = readWords(at === -1 ? words : [])
  const events = asked.get('events')
  return {
    language: LANGUAGES[wanted] ?? wanted,
    code,
    line,
    run: asked.has('run'),
    exit: Number(asked.get('exit') ?? 0),
    events: events === undefined ? undefined : Number(events),
    file: asked.get('file'),
    skip,
  }
}

/** Every fenced block of a Markdown text, in order. */
export function codeBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  let fence: Fence | undefined
  let code: string[] = []
  let start = 0
  for (const [at, line] of markdown.split('\n').entries()) {
    if (fence === undefined) {
      fence = openFence(line)
      code = []
      start = at + 2
    } else if (closes(line, fence)) {
      blocks.push(makeBlock(fence.info, code.join('\n'), start))
      fence = undefined
    } else {
      code.push(line.slice(Math.min(fence.indent, line.length - line.trimStart().length)))
    }
  }
  return blocks
}

/** What is wrong with a block's first line, if something is. */
export function blockFault(block: Block): string | undefined {
  if (block.skip === '') return 'a skipped block says why: `skip: reason`'
  if (block.skip !== undefined) return undefined
  if (block.language === 'sh' && !block.run) return 'a shell block says `run`, or `skip: reason`'
  if (block.run && !['js', 'ts', 'sh'].includes(block.language)) return 'only js, ts and sh run'
  if (!Number.isSafeInteger(block.exit)) return '`exit=` takes a number'
  if (block.events !== undefined && !Number.isSafeInteger(block.events)) {
    return '`events=` takes a number'
  }
  return undefined
}

/** The addresses of links and pictures that are relative, without their `#fragment`. */
export function relativeLinks(markdown: string): string[] {
  const text = markdown.replaceAll(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[`~]*$/gm, '')
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href)="([^"]+)"/g)]
  return links
    .map((match) => (match[1] ?? match[2] ?? '').replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(link))
}
