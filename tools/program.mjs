/** What all programs in this folder share: `--help`, options, exit codes. */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** A fault that is said as it is, without a stack: the message tells people what to do. */
export class Fault extends Error {
  name = 'Fault'
}

/** Whether the module with this `import.meta.url` is the program that Node was started with. */
function isMain(url) {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === fileURLToPath(url)
}

/** The arguments, or `undefined` after saying what is wrong with them. */
function readArguments(help, options) {
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, help: { type: 'boolean' } } })
  } catch (error) {
    console.error(`${error.message}\n\n${help}`)
    process.exitCode = 2
    return undefined
  }
}

/**
 * Makes a module a program: does nothing where the module is imported.
 *
 * `run` gets the options and the positional arguments; the exit code is what it returns, or 0; 1 after
 * a fault, 2 where the arguments make no sense.
 */
export async function program(url, { help, options = {}, run }) {
  if (!isMain(url)) return
  const given = readArguments(help, options)
  if (given === undefined) return
  if (given.values.help) {
    console.log(help)
    return
  }
  try {
    process.exitCode = (await run(given.values, given.positionals)) ?? 0
  } catch (error) {
    console.error(error instanceof Fault ? error.message : error)
    process.exitCode = 1
  }
}
