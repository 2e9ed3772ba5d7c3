/** Failures and what was captured, as one page that needs nothing else. */

import type { Event, Frame } from 'raven-ts'
import { eventTitle } from 'raven-ts/protocol'

const TITLE = 'Failed tests: what was captured'

/** What a page begins with: nothing may be loaded or run, whatever it holds. Its last tags stay open, so that it can grow. */
const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'"><title>${TITLE}</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}pre{overflow-wrap:anywhere;white-space:pre-wrap;padding:.6rem .8rem;background:#8882;border-radius:6px}summary{font-weight:600;cursor:pointer}details details{margin-left:1rem}</style><h1>${TITLE}</h1>
`

/**
 * Adds a failure to the page, if one is wanted, and says where it is. Several processes of one run
 * add to the same file, each in one write; a file that is there already is gone on with.
 */
export function leaveReport(
  given: string | undefined,
  text: string,
  events: readonly Event[],
): string {
  const path = given ?? variable('RAVEN_TEST_REPORT')
  const files = globalThis.process?.getBuiltinModule?.('node:fs')
  if (!path || !files) return ''
  try {
    const head = files.existsSync(path) ? '' : HEAD
    files.appendFileSync(
      path,
      `${head}<article>${pre(text)}${events.map(part).join('')}</article>\n`,
    )
    return `\nthe whole events: ${path}`
  } catch (error) {
    return `\nno report in ${path}: ${String(error)}`
  }
}

/** Deno refuses without a permission; an absent variable is the harmless reading. */
function variable(name: string): string | undefined {
  try {
    return globalThis.process?.env[name]
  } catch {
    return undefined
  }
}

function part(event: Event, at: number): string {
  const { level, release, breadcrumbs, tags } = event
  const facts = Object.entries({ level, release, ...tags }).filter(([, value]) => value)
  const crumbs = breadcrumbs?.values.map(
    ({ timestamp = 0, category = '', message = '', data }) =>
      `  ${new Date(timestamp * 1000).toISOString().slice(11, 23)} ${category} ${message} ${data ? JSON.stringify(data) : ''}`,
  )
  const lines = [
    facts.map((fact) => fact.join('=')).join('  '),
    ...stacksOf(event),
    ...(crumbs?.length ? ['', 'Breadcrumbs', ...crumbs] : []),
  ]
  const whole = folded('The whole event', pre(JSON.stringify(event, null, 2)))
  return folded(`#${at + 1} ${eventTitle(event)}`, pre(lines.join('\n')) + whole, ' open')
}

/** The captured error first, then its causes; of a message the place it was captured at. */
function stacksOf({ exception, threads }: Event): readonly string[] {
  const errors = exception?.values.toReversed() ?? []
  return [
    ...errors.flatMap(({ type = 'Error', value, stacktrace }) => [
      '',
      `${type}: ${value ?? ''}`,
      ...linesOf(stacktrace?.frames),
    ]),
    ...(threads?.values ?? []).flatMap(({ stacktrace }) => linesOf(stacktrace?.frames)),
  ]
}

/** Innermost first, and the source of the program's own. */
function linesOf(frames: readonly Frame[] = []): readonly string[] {
  return frames.toReversed().flatMap((frame) => {
    const { lineno = 0, pre_context = [], context_line, post_context = [] } = frame
    const place = `  ${frame.filename ?? frame.abs_path}:${lineno} ${frame.function ?? ''}`
    if (!frame.in_app || context_line === undefined) return [place]
    const source = [...pre_context, context_line, ...post_context].map((line, at) => {
      const number = lineno - pre_context.length + at
      return `${number === lineno ? '  > ' : '    '}${String(number).padStart(5)}  ${line}`
    })
    return [place, ...source]
  })
}

function folded(title: string, body: string, open = ''): string {
  return `<details${open}><summary>${escaped(title)}</summary>${body}</details>`
}

function pre(text: string): string {
  return `<pre>${escaped(text)}</pre>`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
