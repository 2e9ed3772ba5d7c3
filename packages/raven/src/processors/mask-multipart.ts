/** A body of `multipart/form-data` as text: parts by name (RFC 7578). */

import type { KeyTest } from './sensitive-keys.ts'

const NAME = /\bname="([^"]{1,200})"/i
const HEAD_END = /\r?\n\r?\n/

/** The body with the parts of sensitive names replaced by the mask. */
export function maskMultipart(
  text: string,
  { isSensitive, mask }: { readonly isSensitive: KeyTest; readonly mask: string },
): string {
  const boundary = /^--[^\r\n]{1,200}/.exec(text)?.[0]
  if (boundary === undefined) return text
  const parts = text.split(boundary).map((part) => {
    const headEnd = HEAD_END.exec(part)
    if (!headEnd) return part
    const name = NAME.exec(part.slice(0, headEnd.index))?.[1]
    if (name === undefined || !isSensitive(name)) return part
    return `${part.slice(0, headEnd.index)}${headEnd[0]}${mask}\r\n`
  })
  return parts.join(boundary)
}
