/** Finds what a column points at, and parts the tokens there. */

import type { Token } from './highlight.ts'

const NAME = /[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]+/uy

/** A token, and whether it is what the column points at. */
export interface MarkedToken extends Token {
  readonly pointed: boolean
}

/** Where the name or sign at a 1-based column begins and ends, from 0; nothing outside the line. */
function pointedRange(line: string, column: number): readonly [number, number] | undefined {
  const start = column - 1
  if (!Number.isInteger(start) || start < 0 || start >= line.length) return undefined
  NAME.lastIndex = start
  const name = NAME.exec(line)?.[0]
  if (name !== undefined) return [start, start + name.length]
  return line.charAt(start).trim() === '' ? undefined : [start, start + 1]
}

/** One token in up to three pieces: before, at and after the range. */
function part(token: Token, at: number, [start, end]: readonly [number, number]): MarkedToken[] {
  const from = Math.max(0, start - at)
  const to = Math.max(from, end - at)
  return [
    { ...token, text: token.text.slice(0, from), pointed: false },
    { ...token, text: token.text.slice(from, to), pointed: true },
    { ...token, text: token.text.slice(to), pointed: false },
  ].filter((piece) => piece.text !== '')
}

/** The tokens of a line, with what stands at the 1-based column marked. */
export function markColumn(tokens: readonly Token[], column: number): readonly MarkedToken[] {
  const range = pointedRange(tokens.map((token) => token.text).join(''), column)
  if (range === undefined) return tokens.map((token) => ({ ...token, pointed: false }))
  let at = 0
  return tokens.flatMap((token) => {
    const pieces = part(token, at, range)
    at += token.text.length
    return pieces
  })
}
