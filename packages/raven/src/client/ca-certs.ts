/** Certificate authorities, given as PEM text or as the path of a file of it. */

import type { Runtime } from '../runtime/runtime.ts'

/** What reading files takes; absent where there are none. */
export type Files = Pick<Runtime, 'readText' | 'isFolder'>

const MAX_PEM = 1024 * 1024
const BEGIN = '-----BEGIN '

/** The PEM text, or what is wrong with what was given, without repeating it. */
export function readCaCerts(
  given: string,
  { readText, isFolder }: Files,
): { readonly pem: string } | { readonly trouble: string } {
  if (given.includes(BEGIN)) return { pem: given }
  if (!readText) return { trouble: 'is no PEM text, and there are no files here' }
  if (isFolder?.(given)) return { trouble: 'names a folder; name one file of PEM text' }
  const text = readText(given, MAX_PEM)
  if (text === undefined) return { trouble: 'names a file that cannot be read' }
  return text.includes(BEGIN) ? { pem: text } : { trouble: 'names a file without certificates' }
}
