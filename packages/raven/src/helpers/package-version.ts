/** The version of an installed package, or of the program itself. */

import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { SetupError } from '../errors.ts'

/** With or without a scope; nothing that would lead out of the folder of packages. */
const PACKAGE_NAME = /^(?:@[\w-][\w.-]*\/)?[\w-][\w.-]*$/

/**
 * The version in a `package.json`.
 *
 * @param name an installed package, looked for in `node_modules` from the present folder upwards;
 *   default: the nearest `package.json` upwards that has a version
 * @throws {SetupError} `configuration_error` when there is none
 */
export function fetchPackageVersion(name?: string): string {
  if (name !== undefined && !PACKAGE_NAME.test(name)) {
    throw new SetupError('configuration_error', `"${name}" is not the name of a package`)
  }
  const version = nearestVersion(name)
  if (version !== undefined) return version
  const what =
    name === undefined ? 'a package.json with a version' : `an installed package "${name}"`
  throw new SetupError('configuration_error', `There is no ${what} in this folder or above it`)
}

/** Versions of several packages; what is not installed, or is a path and no package, is left out. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => versionPair(name)))
}

function versionPair(name: string): [string, string][] {
  const version = PACKAGE_NAME.test(name) ? nearestVersion(name) : undefined
  return version === undefined ? [] : [[name, version]]
}

/** Of an installed package, or of the program itself; the present folder first, then those above it. */
function nearestVersion(name: string | undefined): string | undefined {
  for (const folder of upwards(resolve('.'))) {
    const version = versionIn(name === undefined ? folder : join(folder, 'node_modules', name))
    if (version !== undefined) return version
  }
  return undefined
}

function* upwards(start: string): Iterable<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder
    if (folder === dirname(folder)) return
  }
}

function versionIn(folder: string): string | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const version: unknown =
      typeof read === 'object' && read !== null && Reflect.get(read, 'version')
    return typeof version === 'string' && version !== '' ? version : undefined
  } catch {
    return undefined // no such file, or not JSON: the next folder may have one
  }
}
