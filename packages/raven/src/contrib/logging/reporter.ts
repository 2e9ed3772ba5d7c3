/** Where the records of a logger become events and breadcrumbs. */

import type { Client, MessageOptions } from 'raven-ts'
import { stackAbove } from './caller.ts'
import { optionsOf } from './fields.ts'
import { merged } from './written.ts'
import { Levels, type Grade, type Weights } from './levels.ts'
import { isBranded } from './methods.ts'
import { isPlain } from './plain.ts'
import { lastingArgs, lineOf, recordOf, type LogRecord } from './record.ts'
import {
  rulesOf,
  type LoggingOptions,
  type LoggingRules,
  type LoggingSource,
  type RavenLogging,
} from './source.ts'

/** Characters of a text. */
const MAX_KEPT = 1_000
/** Loggers whose records are our own doing, or would come back to us. */
const OURS: readonly string[] = ['raven', 'sentry.errors']
/** What a client says of itself, by whatever logger. */
const OUR_WORDS = /^(?:raven: |sentry\.errors(?:\.uncaught)?: )/

const NONE: Weights = {}

/** A record, and where it comes from. */
export interface Told {
  readonly grade: Grade
  /** The name of the logger. */
  readonly logger: string
  /** What the logger was called with. */
  readonly args: readonly unknown[]
  /** The data of the record as it was written: serializers, formats and child loggers have the last word. */
  readonly data?: () => object
  /** The record, where it is not told by arguments. */
  readonly read?: () => LogRecord
  /** The logger's own function that the program called; frames from there on inwards are left out. */
  readonly above?: unknown
  /** The stack of that call, where it is over. */
  readonly at?: Error | undefined
  /** When it was said, by somebody far away, of whom there is no stack. Default now, and here. */
  readonly date?: number | undefined
}

/** How a handler gets to a logger. */
export interface Way<Root> {
  /** Those that a logger hands its records to. */
  readonly handlers: (root: Root) => readonly unknown[]
  /** Answers the undo. */
  readonly attach: (root: Root) => () => void
  /** Where the logger's own root is; without it the option `root` says so. */
  readonly root?: () => unknown
}

/** Takes the records of one handler. Nothing here throws into the program. */
export class LogReporter {
  readonly client: Client
  readonly #kind: string
  readonly rules: LoggingRules
  readonly #scales = new WeakMap<object, Levels>()
  #exclude = OURS
  #detach: (() => void) | undefined
  #isOff = false
  /** While a record is looked at, what is said is our doing. */
  #isDeaf = false

  constructor(kind: string, source?: LoggingSource, more?: LoggingOptions) {
    this.#kind = kind
    this.rules = rulesOf(source, more)
    this.client = this.rules.client
  }

  /** Says what a level is; undefined where its records are of no use. `weights` are the logger's, one object for all its records. */
  grade(name: string, weights: Weights = NONE): Grade | undefined {
    if (this.#isOff || this.#isDeaf) return undefined
    let levels = this.#scales.get(weights)
    if (!levels) this.#scales.set(weights, (levels = new Levels(this.rules.level, weights)))
    const grade = levels.gradeOf(name)
    return grade.isEvent || this.rules.breadcrumbs ? grade : undefined
  }

  /** Makes an event of a record, or a breadcrumb. */
  tell(told: Told): void {
    const { grade, logger } = told
    this.#isDeaf = true
    try {
      if (grade.isEvent)
        this.#report(merged(told.read?.() ?? recordOf(told.args), told.data?.()), told)
      else if (this.rules.breadcrumbs) this.#leave(told)
    } catch (error) {
      // what refuses to be read is not lost without a word
      this.client.captureException(error, { logger })
    } finally {
      this.#isDeaf = false
    }
  }

  /** The public part of a handler. */
  handler<Root>({ handlers, attach, root: ownRoot }: Way<Root>): RavenLogging {
    return {
      client: this.client,
      uninstall: () => {
        this.#isOff = true
        this.#detach?.()
      },
      attach: (exclude) => {
        const root = (this.rules.root ?? ownRoot?.()) as Root | undefined // what its users have
        if (!root) throw new TypeError(`name the logger of ${this.#kind} by the option "root"`)
        if (handlers(root).some((one) => isBranded(one, this.#kind))) return false
        this.#exclude = exclude
        this.#isOff = false
        this.#detach = attach(root)
        return true
      },
    }
  }

  /** Most are never looked at: what stays as it is can wait to be put into words. */
  #leave({ grade, logger, args }: Told): void {
    if (this.#isExcluded(logger)) return
    const said = lastingArgs(args)
    const crumb = (): Record<string, unknown> | undefined => {
      const message = lineOf(said)
      if (!OUR_WORDS.test(message)) return { category: logger, level: grade.level, message }
    }
    // what is long is bounded at once, instead of being kept
    const isLong = said.some((one) => typeof one === 'string' && one.length > MAX_KEPT)
    const now = isLong ? crumb() : crumb
    if (now) this.client.captureBreadcrumb(now)
  }

  #report({ error, template, params, isSaid, fields }: LogRecord, told: Told): void {
    const { logger, grade, date, above, at } = told
    if (OUR_WORDS.test(template) || this.#isExcluded(logger)) return
    const { tags, stack, data, ...meant } = optionsOf(fields, error?.value)
    const options: MessageOptions = {
      level: grade.level,
      logger,
      ...(date === undefined ? {} : { date }),
      ...meant,
      tags: { ...this.rules.tags, ...tags },
    }
    if (error) {
      const logentry = isSaid ? { logentry: { message: template, params } } : {}
      // the parameters may be anything, and are made JSON of
      const said = { ...data, ...logentry } as NonNullable<MessageOptions['data']>
      this.client.captureException(thrownOf(error.value), { ...options, data: said })
      return
    }
    const here = at ?? (date === undefined && stackAbove(above, Reflect.get(this, 'tell')))
    const given = stack === undefined || stack === true ? here : stack
    this.client.captureMessage(template, {
      ...options,
      ...(data && { data }),
      params,
      stack: given,
    })
  }

  #isExcluded(logger: string): boolean {
    return this.#exclude.some(
      (one) => logger.startsWith(one) && (logger[one.length] ?? '.') === '.',
    )
  }
}

/** An error; what a serializer made of one has its class under another name. */
function thrownOf(value: unknown): unknown {
  const type: unknown = isPlain(value) ? value.type : undefined
  return typeof type === 'string' ? { name: type, ...Object(value) } : value
}
