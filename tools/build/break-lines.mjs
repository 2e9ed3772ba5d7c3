/**
 * Breaks the one long line that minified code is.
 *
 * Node prints the line that threw an error which ends the program; where our code throws an error on,
 * that is a line of ours, and nobody wants to see all of it.
 */
import { Visitor, parseSync } from 'oxc-parser'

/** A line ends with the first statement that begins behind so many characters. */
const ENOUGH = 1000

/** Where statements and members of classes begin: a line break in front of one means nothing. */
function beginnings(file, code) {
  const starts = []
  const list = ({ body }) => body.forEach(({ start }) => starts.push(start))
  new Visitor({ Program: list, BlockStatement: list, ClassBody: list }).visit(
    parseSync(file, code).program,
  )
  return starts.sort((a, b) => a - b)
}

/** The same code in lines, as far as its statements allow. */
export function breakLines(file, code) {
  const pieces = []
  let from = 0
  for (const start of beginnings(file, code)) {
    if (start - from < ENOUGH) continue
    pieces.push(code.slice(from, start))
    from = start
  }
  return [...pieces, code.slice(from)].join('\n')
}
