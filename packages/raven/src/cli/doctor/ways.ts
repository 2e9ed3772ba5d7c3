/**
 * Every way to end that the matrix knows: one table for `raven-ts doctor`, the tests and all the Nodes.
 *
 * What a way does stands in `ways-program.mjs`, under the same name.
 */

/** How a program ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

/** A limit that `docs/harmless.md` names: what may differ, and nothing else may. */
export type Limit = 'excerpt' | 'no spool' | 'frame of emit'

/** One way to end. */
export interface Way {
  /** Its name in `ways-program.mjs`. */
  readonly name: string
  /** How a bare program ends that way: an exit code, or a signal. */
  readonly ends: number | NodeJS.Signals
  /** What to call it; default its name, and its flags. */
  readonly title?: string
  /** What it reports by itself, besides what was captured before; first words of each event. */
  readonly reports: readonly string[]
  /** How many errors it captures itself where it captures at all, if any. */
  readonly captures?: number
  /** Words for Node before the program's name. `$preload` and `$spool` are filled in. */
  readonly nodeArgs?: readonly string[]
  /** Brought by the preload, not by the program; `env`: named by `NODE_OPTIONS`. */
  readonly preload?: 'args' | 'env'
  /** What may differ once there is a capture, or a client. */
  readonly limit?: Limit
  /** Part of the short matrix of `--quick`. */
  readonly quick?: true
}

type Row = readonly [string, Way['ends'], readonly string[], Partial<Way>?]

const none: readonly string[] = []
const one = ['nobody catches this']
const quick = { quick: true } as const

const ENDS: readonly Row[] = [
  ['end', 0, none, quick],
  ['end, with beforeExit and exit listeners', 0, none],
  ['end, handles closed in time', 0, none, quick],
  ['end, handles unref’d', 0, none],
  ['end, a top-level wait for ever', 13, none],
  ['exit', 3, none, quick],
  ['exit, later', 3, none],
  ['exit, by exitCode', 4, none],
  ['exit, a capture in the listener', 0, none, { captures: 1 }],
  ['exit, the listener throws', 1, ['at the very end'], { limit: 'frame of emit' }],
]

const THROWS: readonly Row[] = [
  ['throw, at once', 1, one],
  ['throw, later', 1, one, quick],
  ['throw, in a microtask', 1, one],
  ['throw, in a listener', 1, one],
  ['throw, an unheard error event', 1, one],
  ['throw, a text', 1, ['a mere text']],
  ['throw, what was captured', 1, one],
  ['throw, monitored by the program', 1, one],
  ['throw, survived', 0, one, quick],
  ['throw, survived before the client', 0, one],
  ['throw, ended by the program', 9, one],
  ['throw, the listener throws', 7, one],
  ['throw, a capture callback', 0, one, quick],
  ['throw, a server lives on', 0, one, quick],
]

const REJECTS: readonly Row[] = [
  ['reject', 1, one, quick],
  ['reject, with a number', 1, ['the reason']],
  ['reject, at the top level', 1, one],
  ['reject, what was captured', 1, one, { limit: 'excerpt' }],
  ['reject, heard', 0, one, quick],
  ['reject, heard before the client', 0, one],
  ['reject, ended by the program', 8, one],
  ['reject, thrown on', 1, one],
  ['reject, heard no longer', 1, one],
  ['reject, survived', 0, one],
  ['reject, handled late', 1, one],
  ['reject, heard and handled late', 0, one],
]

/** The other modes of `--unhandled-rejections`; `throw` is Node's default and stands above. */
const MODES: readonly Row[] = [
  inMode('strict', ['reject', 1, one]),
  inMode('strict', ['reject, heard', 1, one]),
  inMode('strict', ['reject, survived', 0, one]),
  inMode('strict', ['reject, heard and handled late', 1, one]),
  inMode('warn', ['reject', 0, one, quick]),
  inMode('warn', ['reject, heard', 0, one]),
  inMode('warn', ['reject, survived', 0, one]),
  inMode('warn', ['reject, handled late', 0, one]),
  inMode('none', ['reject', 0, one]),
  inMode('none', ['reject, heard', 0, one]),
  inMode('none', ['reject, handled late', 0, one]),
  inMode('warn-with-error-code', ['reject', 1, none, quick]),
  inMode('warn-with-error-code', ['reject, heard', 0, none]),
  inMode('warn-with-error-code', ['reject, handled late', 1, none]),
]

const OTHERS: readonly Row[] = [
  ['worker thread throws', 1, [...one, ...one], { captures: 1 }],
  ['worker thread throws, heard', 0, one, { captures: 1, quick: true }],
  ['worker thread exits', 0, none, { captures: 1 }],
  ['preloaded', 1, one, { preload: 'args', nodeArgs: ['--require', '$preload'] }],
  ['preloaded', 1, one, { preload: 'env', quick: true }],
  ['errors', 0, none, { captures: 12, quick: true }],
  ['errors, printed', 0, none, { captures: 12 }],
  ['globals', 0, none, quick],
]

/** Windows has none of these. */
const SIGNALS: readonly Row[] = [
  ['SIGTERM', 'SIGTERM', none, quick],
  ['SIGTERM, heard', 5, none],
  ['SIGINT', 'SIGINT', none],
  ['SIGINT, heard', 5, none],
  ['SIGHUP', 'SIGHUP', none],
  ['SIGHUP, heard', 5, none],
  ['SIGKILL', 'SIGKILL', none],
  ['abort', 'SIGABRT', none],
]

function inMode(mode: string, [name, ends, reports, more]: Row): Row {
  return [name, ends, reports, { ...more, nodeArgs: [`--unhandled-rejections=${mode}`] }]
}

/** The ways a given Node has; `allowed` are the flags it knows. */
export function waysOf(allowed: ReadonlySet<string>): readonly Way[] {
  const signals = process.platform === 'win32' ? [] : SIGNALS
  const rows = [ENDS, THROWS, REJECTS, MODES, OTHERS, signals, permissionRows(allowed)].flat()
  return rows.map(([name, ends, reports, more]) => ({ name, ends, reports, ...more }))
}

/** With everything a client uses, and with nothing but leave to read. */
function permissionRows(allowed: ReadonlySet<string>): readonly Row[] {
  const flag = ['--permission', '--experimental-permission'].find((one) => allowed.has(one))
  if (flag === undefined) return []
  const reads = [flag, '--allow-fs-read=*']
  const net = allowed.has('--allow-net') ? ['--allow-net'] : []
  const all = [...reads, '--allow-fs-write=$spool/*', '--allow-worker']
  return [
    ['permissions', 1, one, { title: 'permissions', nodeArgs: [...all, ...net], quick: true }],
    ['permissions', 1, one, { title: 'permissions, to read', nodeArgs: reads, limit: 'no spool' }],
  ]
}

/** A way in words: what the program does, and the flags that matter. */
export function titleOf({ name, title, nodeArgs = [], preload }: Way): string {
  if (preload) return `${name} by ${preload === 'env' ? 'NODE_OPTIONS' : '--require'}`
  return title ?? [name, ...nodeArgs].join(' ')
}
