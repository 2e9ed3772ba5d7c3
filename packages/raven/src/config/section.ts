/** A section of a configuration: names as anybody writes them, and what only we read of it. */

/** What is no option of a client. */
export interface Section {
  readonly options: Readonly<Record<string, unknown>>
  /** From which level on console calls become events; absent: they do not. */
  readonly level: string | undefined
  /** What is watched without the program's help; absent: all that can be. */
  readonly integrations: readonly string[] | undefined
}

const LEVELS = ['debug', 'info', 'warning', 'error', 'fatal']
const ALIASES: Readonly<Record<string, string>> = {
  warn: 'warning',
  log: 'info',
  critical: 'fatal',
}
const NO = new Set<unknown>(['', 'false', 'no', 'off', 'none', '0'])
const YES = new Set<unknown>(['true', 'yes', 'on', 'all', '1'])

/**
 * Takes a section apart. `include_paths` and `include-paths` are `includePaths`. Variables stand in for what
 * it does not say. `say` hears what cannot be used, and under which name it stands.
 */
export function readSection(
  given: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  say: (name: string, what: string) => void,
): Section {
  const named = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [camelCased(key), value]),
  )
  const { level = env.SENTRY_LEVEL, integrations = env.SENTRY_INTEGRATIONS, ...rest } = named
  const [misspelt, options] = [Object.keys(rest).filter(meant), { ...rest }]
  for (const name of misspelt) {
    delete options[name]
    say(name, `is no option; did you mean "${meant(name)}"? It`)
  }
  return {
    options,
    level: levelOf(level, say),
    integrations: namesOf(integrations, say),
  }
}

/** The key in a section that an option was read from. */
export function keyOf(given: Readonly<Record<string, unknown>>, option: string): string {
  return Object.keys(given).find((key) => camelCased(key) === option) ?? option
}

/** The client guesses what else was meant. */
function meant(name: string): string | undefined {
  if (/level/i.test(name)) return 'level'
  return /^int/i.test(name) ? 'integrations' : undefined
}

function camelCased(key: string): string {
  return key.replace(/[_-]([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** The ancestor's numbers are 10 for debug to 50 for fatal. */
function levelOf(value: unknown, say: (name: string, what: string) => void): string | undefined {
  if (value === undefined || value === null || value === false) return undefined
  const isWord = typeof value === 'string' || typeof value === 'number'
  const word = isWord ? String(value).trim().toLowerCase() : 'nothing known'
  if (NO.has(word)) return undefined
  const level = LEVELS.find(
    (one, index) => one === (ALIASES[word] ?? word) || word === `${index + 1}0`,
  )
  if (level === undefined) say('level', `must be ${LEVELS.join(', ')} or none; it`)
  return level
}

function namesOf(
  value: unknown,
  say: (name: string, what: string) => void,
): readonly string[] | undefined {
  const plain = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (plain === undefined || plain === null || plain === true || YES.has(plain)) return undefined
  if (plain === false || NO.has(plain)) return []
  const names = typeof plain === 'string' ? plain.split(/[\s,]+/).filter(Boolean) : plain
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
  say('integrations', 'must be a list of names, true or false; it')
  return undefined
}
