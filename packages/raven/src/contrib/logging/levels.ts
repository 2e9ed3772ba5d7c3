/** Levels of any logger, by their names. */

import type { Level } from 'raven-ts'

/** What a level is to the program, and to us. */
export interface Grade {
  /** How grave, in an event's words. */
  readonly level: Level
  /** Whether a record of it becomes an event; else it is a breadcrumb. */
  readonly isEvent: boolean
}

/** The levels of a logger with their numbers, where a greater one is graver. */
export type Weights = Readonly<Record<string, number>>

const ORDER: readonly Level[] = ['debug', 'info', 'warning', 'error', 'fatal']
const NAMES: Readonly<Record<Level, string>> = {
  debug: 'debug trace verbose silly',
  info: 'info log http notice success fail ready start box',
  warning: 'warning warn',
  error: 'error err',
  fatal: 'fatal critical crit alert emerg emergency',
}

/** How grave a level is by its name; undefined for one that nobody knows. */
export function severityOf(name: string): Level | undefined {
  const word = name.toLowerCase()
  return ORDER.find((level) => NAMES[level].split(' ').includes(word))
}

/** Answers for the levels of one logger; each name is thought about once. */
export class Levels {
  readonly #grades = new Map<string, Grade>()
  readonly #from: string
  readonly #weights: Weights

  /** @param from the least grave level that is an event */
  constructor(from: string, weights: Weights = {}) {
    this.#from = from
    this.#weights = weights
  }

  gradeOf(name: string): Grade {
    const known = this.#grades.get(name)
    if (known) return known
    const level = this.#severity(name)
    const isEvent = this.#reaches(name, level ?? 'info')
    // what has a name of its own, and stands below all that we know, is as grave as the option says
    const grade = { level: level ?? (isEvent ? 'error' : 'info'), isEvent }
    this.#grades.set(name, grade)
    return grade
  }

  /** A level of the program's own counts as the one below it that we know. */
  #severity(name: string): Level | undefined {
    const weight = this.#weights[name] ?? Number.NaN
    const [below] = Object.entries(this.#weights)
      .filter(([other, its]) => its <= weight && severityOf(other))
      .toSorted(([, one], [, other]) => other - one)
    return severityOf(name) ?? (below && severityOf(below[0]))
  }

  #reaches(name: string, level: Level): boolean {
    const least = ORDER.indexOf(severityOf(this.#from) ?? 'error')
    const weight = this.#weights[name]
    const from = this.#weights[this.#from]
    // a name that both sides have the same word for needs no numbers
    return weight === undefined || from === undefined
      ? ORDER.indexOf(level) >= least
      : weight >= from
  }
}
