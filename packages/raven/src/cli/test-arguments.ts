/** What `raven-ts test` was asked. */

import { parseArgs } from 'node:util'

/** The command line, understood. */
export type TestArguments =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly line: string }
  | {
      readonly kind: 'test'
      readonly dsn: string | undefined
      readonly data: Readonly<Record<string, unknown>> | undefined
      readonly tags: Readonly<Record<string, unknown>> | undefined
    }

/** Reads the words behind `test`. Further words are joined with blanks to the DSN, as ever. */
export function readTestArguments(words: readonly string[]): TestArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        tags: { type: 'string' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { kind: 'help' }
    if (values.version) return { kind: 'version' }
    const dsn = positionals.join(' ') || undefined
    return {
      kind: 'test',
      dsn,
      data: readObject('--data', values.data),
      tags: readObject('--tags', values.tags),
    }
  } catch (error) {
    return { kind: 'wrong', line: error instanceof Error ? error.message : String(error) }
  }
}

/** Throws an error whose message names the option and the text received. */
function readObject(
  option: string,
  text: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined
  const value = parseJson(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Error(
    `${option} must be a JSON object, like '{"key": "value"}'; this is not one: ${text}`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // said by the caller, with the option's name
  }
}
