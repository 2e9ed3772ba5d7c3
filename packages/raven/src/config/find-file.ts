/** Where a program's configuration lies: a fixed search, the same for every program. */

import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** In the order in which they are looked for; the first that is there is taken, and no other. */
const NAMES = ['json', 'js', 'mjs', 'cjs', 'ts'].map((ending) => `raven.config.${ending}`)

/**
 * The configuration of a program that runs in `folder`: the file that is `named`, or else the first of
 * `raven.config.json`, `.js`, `.mjs`, `.cjs`, `.ts` in the folder and those above it, up to the first that
 * has a `package.json`. Where none has, only the folder itself is looked at: what lies above is nobody's.
 */
export function findConfig(folder: string, named = ''): string | undefined {
  if (named.trim() !== '') return resolve(folder, named.trim())
  return packageFolders(folder)
    .flatMap((one) => NAMES.map((name) => join(one, name)))
    .find((file) => existsSync(file))
}

function packageFolders(folder: string): readonly string[] {
  const folders = [folder]
  for (let at = folder; !existsSync(join(at, 'package.json')); folders.push(at)) {
    const above = dirname(at)
    if (above === at) return [folder]
    at = above
  }
  return folders
}
