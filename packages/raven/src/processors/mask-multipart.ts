/** A body of `multipart/form-data` as text: parts by name (RFC 7578). */

import { decodeLoosely as decode } from '../values/percent.ts'
import type { NameRules } from './mask-named.ts'

/** `name="a"`, `name=a` and `name*=utf-8''a`, but not of a file. */
const NAMES =
  /\bname\*?\s{0,3}=\s{0,3}(?:"([^"\r\n]{1,200})"|(?:[\w-]{1,40}'[\w-]{0,40}')?'?([^\s;"']{1,200}))/gi
const HEAD_END = /\r?\n\r?\n/
const LINE_END = /\r?\n$/
/** What stands before the first one is for readers of no MIME (RFC 2046, 5.1.1). */
const BOUNDARY = /(?:^|\n)(--\S[^\r\n]{0,199})\r?\ncontent-/i

/** Whether a text is made of parts. */
export function isMultipart(text: string): boolean {
  return text.includes('--') && BOUNDARY.test(text)
}

/** The body with the parts of sensitive names replaced by the mask; `maskPart` judges what others hold. */
export function maskMultipart(
  text: string,
  { isSensitive, mask }: NameRules,
  maskPart: (body: string) => string,
): string {
  const boundary = BOUNDARY.exec(text)?.[1]
  if (boundary === undefined) return text
  const parts = text.split(boundary).map((part) => {
    const headEnd = HEAD_END.exec(part)
    if (!headEnd) return part
    const head = part.slice(0, headEnd.index)
    const names = Array.from(head.matchAll(NAMES), ([, quoted, bare]) => quoted ?? bare ?? '')
    const isSecret = names.some((name) => isSensitive(decode(name)))
    const start = headEnd.index + headEnd[0].length
    const end = LINE_END.exec(part)?.[0] ?? ''
    const body = part.slice(start, Math.max(start, part.length - end.length))
    return `${head}${headEnd[0]}${isSecret ? mask : maskPart(body)}${end}`
  })
  return parts.join(boundary)
}
