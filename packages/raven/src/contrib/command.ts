/**
 * Commands: what a command fails with is reported, with its words, and thrown on. Exit codes stay what they are.
 *
 * ```js
 * const main = wrapCommand(async () => { … }, { client }) // a plain function
 * wrapCommand(program, { client })                        // a program of commander
 * yargs().command(wrapCommand(serve, { client }))         // a command of yargs
 * runMain(wrapCommand(defineCommand({ … }), { client }))  // a command of citty, with all below it
 * ```
 */

import { Client, type ClientOptions } from 'raven-ts'
import { argumentsOf } from './command/arguments.ts'

/** A client, or what one is made of. */
export type CommandOptions =
  | { readonly client: Client }
  | (ClientOptions & {
      readonly client?: undefined
      /** The class of the client that is made. Default `Client`. */
      readonly clientClass?: (new (options: ClientOptions) => Client) | undefined
    })

/** Whatever a package of commands calls: it is handed on what it is called with. */
type Work = (this: unknown, ...args: readonly unknown[]) => unknown

/** The words of a command line that nobody's program is to blame for. */
const MISUSE = new Set(['CommanderError', 'InvalidArgumentError', 'YError', 'CLIError'])

const MECHANISM = { type: 'auto.command', handled: false }

/**
 * The same command, watched: a function; a program of commander, which is changed in place; a command of yargs or citty,
 * of which a copy is answered. Errors go on as they are; misuse of the command line is not reported.
 */
export function wrapCommand<T extends object>(command: T, options: CommandOptions = {}): T {
  const client = clientOf(options)
  // each way answers what it was given, or the like of it
  return wrapped(command, client) as T
}

function wrapped(command: object, client: Client): object {
  if (isWork(command)) return watched(command, client)
  const { parse, parseAsync, handler, run } = command as Record<string, unknown>
  if (isWork(parse) && isWork(parseAsync)) return watchProgram(command, client)
  if (isWork(handler)) return { ...command, handler: watched(handler, client) }
  const { subCommands } = command as Record<string, unknown>
  return {
    ...command,
    ...(isWork(run) ? { run: watched(run, client) } : {}),
    ...(subCommands === undefined
      ? {}
      : { subCommands: later(subCommands, (all) => below(all, client)) }),
  }
}

/** Commander throws out of these what an action threw; the actions themselves may be anywhere below. */
function watchProgram(program: object, client: Client): object {
  for (const name of ['parse', 'parseAsync']) {
    const method: unknown = Reflect.get(program, name)
    if (isWork(method))
      Object.defineProperty(program, name, {
        value: watched(method, client),
        configurable: true,
        writable: true,
      })
  }
  return program
}

/** Citty's commands below a command, each of which may be made when it is needed. */
function below(commands: unknown, client: Client): unknown {
  if (typeof commands !== 'object' || commands === null) return commands
  const one = (command: unknown): unknown =>
    later(command, (made) => (isObject(made) ? wrapped(made, client) : made))
  return Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, one(command)]))
}

/** A value, a promise of it, or a function that makes it: the same, with something done to it. */
function later(value: unknown, change: (value: unknown) => unknown): unknown {
  if (isWork(value)) return () => later(value(), change)
  return value instanceof Promise ? value.then(change) : change(value)
}

function watched(work: Work, client: Client): Work {
  const report = (error: unknown): never => {
    if (!isMisuse(error))
      client.captureException(error, {
        mechanism: MECHANISM,
        extra: { argv: argumentsOf(process.argv.slice(2)) },
      })
    throw error
  }
  return function (this: unknown, ...args) {
    try {
      const result = Reflect.apply(work, this, args)
      return result instanceof Promise ? result.then(undefined, report) : result
    } catch (error) {
      return report(error)
    }
  }
}

function isMisuse(error: unknown): boolean {
  return error instanceof Error && MISUSE.has(error.constructor.name)
}

function clientOf(options: CommandOptions): Client {
  if (options.client) return options.client
  const { clientClass = Client, client: _, ...own } = options
  return new clientClass(own)
}

function isWork(value: unknown): value is Work {
  return typeof value === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
