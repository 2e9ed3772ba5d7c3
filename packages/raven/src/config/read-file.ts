/** A configuration file read at once, whatever language it is in. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { faultyLine } from './json-fault.ts'

/** What is in a file and where its words stand; or, in words for people, why nothing is. */
export type ConfigFile =
  | { readonly file: string; readonly text: string; readonly section: unknown }
  | { readonly fault: string }

const NO_TYPES =
  'this runtime does not read TypeScript; use raven.config.js or raven.config.json, or Node 22.18 or newer'

/** Reads `file`. Never throws. */
export function readConfig(file: string): ConfigFile {
  const fault = (what: string, line?: number): ConfigFile => ({
    fault: `${file}${line === undefined ? '' : `:${line}`}: ${what}; it is ignored`,
  })
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    return fault(`it cannot be read (${codeOf(error)})`)
  }
  try {
    if (file.endsWith('.json')) return { file, text, section: JSON.parse(text) }
    if (/\.[cm]?ts$/.test(file) && !readsTypes()) return fault(NO_TYPES)
    return { file, text, section: exported(file) }
  } catch (error) {
    if (file.endsWith('.json')) return fault('it is no JSON from here on', faultyLine(text))
    if (codeOf(error) === 'ERR_REQUIRE_ASYNC_MODULE')
      return fault('it waits (`await`) at its top level, and a program cannot wait for that')
    return fault(String(error), lineOf(error, file) ?? lineOf(compiled(file, text), file))
  }
}

/** ECMAScript modules too: `require` loads them at once. */
function exported(file: string): unknown {
  const loaded: unknown = createRequire(file)(file)
  return isObject(loaded) && 'default' in loaded ? loaded.default : loaded
}

function readsTypes(): boolean {
  const { bun, deno } = process.versions
  // newer than the types we build with
  return Boolean(Reflect.get(process.features, 'typescript') ?? bun ?? deno)
}

/** Where in `file` an error comes from: the first place of it that its stack names. */
function lineOf(error: unknown, file: string): number | undefined {
  const stack = isObject(error) && 'stack' in error ? String(error.stack) : ''
  for (const name of [file, pathToFileURL(file).href]) {
    const line = /^\d+/.exec(stack.split(`${name}:`)[1] ?? '')
    if (line) return Number(line[0])
  }
  return undefined
}

/** What is wrong with the words of a module, whose own error does not tell where: tried once more as a script. */
function compiled(file: string, text: string): unknown {
  const script = text.replace(/^import\b.*$/gm, '').replace(/^export\s+(default\b)?/gm, 'void ')
  try {
    const { Script } = process.getBuiltinModule('node:vm')
    return new Script(script, { filename: file })
  } catch (error) {
    return error
  }
}

function codeOf(error: unknown): string {
  return isObject(error) && 'code' in error ? String(error.code) : String(error)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
