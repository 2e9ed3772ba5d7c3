/**
 * Writes code in nothing but ASCII.
 *
 * An engine keeps text with one `…` in it at twice the size, and is slower to read it.
 */
import { Visitor, parseSync } from 'oxc-parser'
import { Fault } from '../program.mjs'

const OTHERS = /[^\0-\x7f]/g

/** A tag such as `String.raw` sees the text as it is written: an escape there is another text. */
function refuseTagged(file, code) {
  const visitor = new Visitor({
    TaggedTemplateExpression({ quasi: { start, end } }) {
      const text = code.slice(start, end)
      if (text.search(OTHERS) >= 0)
        throw new Fault(`${file}: a tagged template is not ASCII: ${text}`)
    },
  })
  visitor.visit(parseSync(file, code).program)
}

/** The same code, with escapes for what is not ASCII: code has that in literals only, once comments are gone. */
export function asAscii(file, code) {
  refuseTagged(file, code)
  return code.replaceAll(OTHERS, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
