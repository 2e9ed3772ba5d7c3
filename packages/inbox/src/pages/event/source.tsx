/** The source around a call: highlighted, the line that failed marked, the column pointed at. */

import type { Frame } from 'raven-ts/protocol'
import { highlight } from '../highlight/highlight.ts'
import { languageOf } from '../highlight/languages.ts'
import { type MarkedToken, markColumn } from '../highlight/mark.ts'

const MAX_LINE = 240
const MAX_AROUND = 5

/** One line, made ready to be shown. */
interface Line {
  /** 1-based; 0 when the frame has none. */
  readonly number: number
  readonly text: string
  /** Of the failing line, 1-based; 0 elsewhere and where unknown. */
  readonly column: number
  readonly failing: boolean
}

/** Whether there is source to show. */
export function hasSource(frame: Frame): boolean {
  return frame.context_line !== undefined && frame.context_line !== ''
}

function linesOf(frame: Frame): readonly Line[] {
  const before = (frame.pre_context ?? []).slice(-MAX_AROUND)
  const after = (frame.post_context ?? []).slice(0, MAX_AROUND)
  const failing = frame.lineno ?? 0
  return [...before, frame.context_line ?? '', ...after].map((text, index) => {
    const offset = index - before.length
    return {
      number: failing === 0 ? 0 : failing + offset,
      text: text.replace(/[\r\n]+/g, ' '),
      column: offset === 0 ? (frame.colno ?? 0) : 0,
      failing: offset === 0,
    }
  })
}

/** The lines without the blank ones around them. */
function withoutBlankEdges(lines: readonly Line[]): readonly Line[] {
  const matters = ({ text, failing }: Line) => failing || text.trim() !== ''
  return lines.slice(lines.findIndex(matters), lines.findLastIndex(matters) + 1)
}

/** How many blanks or tabs all lines share at their start. */
function sharedIndent(lines: readonly Line[]): number {
  const indents = lines
    .filter(({ text }) => text.trim() !== '')
    .map(({ text }) => text.length - text.trimStart().length)
  return indents.length === 0 ? 0 : Math.min(...indents)
}

/** The line without the indent, cut to length: around the column if it is longer. */
function fit(line: Line, indent: number): Line {
  const text = line.text.slice(indent)
  const column = Math.max(0, line.column - indent)
  if (text.length <= MAX_LINE) return { ...line, text, column }
  const start = Math.max(0, Math.min(column - MAX_LINE / 2, text.length - MAX_LINE))
  const lead = start > 0 ? '…' : ''
  const tail = start + MAX_LINE < text.length ? '…' : ''
  const shown = `${lead}${text.slice(start, start + MAX_LINE)}${tail}`
  return { ...line, text: shown, column: column === 0 ? 0 : column - start + lead.length }
}

function Tokens({ tokens }: { readonly tokens: readonly MarkedToken[] }) {
  return (
    <>
      {tokens.map(({ kind, text, pointed }) => {
        const content = pointed ? <u class="pointed">{text}</u> : text
        return kind === 'plain' ? content : <span class={kind}>{content}</span>
      })}
    </>
  )
}

interface SourceProps {
  readonly frame: Frame
  readonly platform: string
}

/** The lines of a frame that {@link hasSource}. Numbers are drawn by style, so they are not copied. */
export function Source({ frame, platform }: SourceProps) {
  const all = withoutBlankEdges(linesOf(frame))
  const indent = sharedIndent(all)
  const lines = all.map((line) => fit(line, indent))
  const file = frame.filename ?? frame.abs_path ?? ''
  const tokens = highlight(
    lines.map((line) => line.text),
    languageOf(file, platform),
  )
  return (
    <pre class="source">
      <code>
        {lines.map((line, index) => {
          const content = <Tokens tokens={markColumn(tokens[index] ?? [], line.column)} />
          const number = line.number === 0 ? '' : String(line.number)
          return line.failing ? (
            <mark class="line" data-line={number}>
              {content}
              {'\n'}
            </mark>
          ) : (
            <span class="line" data-line={number}>
              {content}
              {'\n'}
            </span>
          )
        })}
      </code>
    </pre>
  )
}
