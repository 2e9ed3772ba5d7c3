/** What lies in a folder. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The names and contents of all files below a folder, as one text. */
export function folderText(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const texts = names.map((name) => {
    const file = join(folder, name)
    return statSync(file).isFile() ? `${name}\n${readFileSync(file, 'latin1')}` : name
  })
  return texts.join('\n')
}
