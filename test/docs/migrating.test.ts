/** Whoever comes from the ancestor finds every name, and every name they are sent to exists. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'raven-ts'
import { describe, expect, test } from 'vitest'
import { variableOf } from '../../packages/raven/src/option-reader.ts'
import { resolveOptions } from '../../packages/raven/src/options.ts'
import { ROOT } from '../../tools/real-parts.mjs'
import { codeIn, tableRows } from './tables.ts'

const PAGE = readFileSync(join(ROOT, 'docs', 'migrating.md'), 'utf8')

const ENTRIES: Readonly<Record<string, () => Promise<object>>> = {
  'raven-ts': () => import('raven-ts'),
  'raven-ts/processors': () => import('raven-ts/processors'),
  'raven-ts/transports': () => import('raven-ts/transports'),
  'raven-ts/testing': () => import('raven-ts/testing'),
  'raven-ts/protocol': () => import('raven-ts/protocol'),
  'raven-ts/contrib/pino': () => import('raven-ts/contrib/pino'),
  'raven-ts/contrib/logtape': () => import('raven-ts/contrib/logtape'),
  'raven-ts/contrib/bullmq': () => import('raven-ts/contrib/bullmq'),
  'raven-ts/contrib/bee-queue': () => import('raven-ts/contrib/bee-queue'),
  'raven-ts/contrib/aws-lambda': () => import('raven-ts/contrib/aws-lambda'),
  'raven-ts/contrib/zerorpc': () => import('raven-ts/contrib/zerorpc'),
}

/** Variables and options that resolving asks for. */
function known(): { options: Set<string>; variables: Set<string> } {
  const variables = new Set<string>()
  const ask = (name: string): undefined => {
    variables.add(name)
  }
  const options = Object.keys(resolveOptions({}, ask, () => {}))
  return { options: new Set([...options, 'context']), variables }
}

/** What is wrong with a name of the second column. */
async function faultOf(name: string): Promise<string | undefined> {
  const { options, variables } = known()
  const [, entry = '', exported = ''] = /^(raven-ts[\w/-]*): (\w+)$/.exec(name) ?? []
  if (entry !== '') {
    const module = await ENTRIES[entry]?.()
    return module && exported in module ? undefined : `${entry} does not export ${exported}`
  }
  if (name.startsWith('client.')) {
    return name.slice('client.'.length) in new Client() ? undefined : `there is no ${name}`
  }
  if (name.startsWith('option ')) {
    return options.has(name.slice('option '.length)) ? undefined : `there is no ${name}`
  }
  if (name.startsWith('SENTRY_')) return variables.has(name) ? undefined : `no option reads ${name}`
  return OTHERS.has(name) ? undefined : `"${name}" says nothing that can be looked up`
}

/** Tested elsewhere. */
const OTHERS = new Set(["Symbol.for('raven.serialize')", 'npx raven-ts test'])

const rows = tableRows(PAGE)

test.each(rows.map(([theirs = '', ours = '', more]) => ({ theirs, ours, more })))(
  '$theirs has its place: $ours',
  async ({ ours, more }) => {
    expect(more, 'a row has three cells').toBeDefined()
    const names = codeIn(ours)
    expect(names).not.toEqual([])
    const faults = await Promise.all(names.map(faultOf))
    expect(faults.filter((fault) => fault !== undefined)).toEqual([])
    expect(ours.replaceAll(/`[^`]+`/g, '').replaceAll(/[ ,]/g, '')).toMatch(/^(?:nottakenuse)?$/)
  },
)

test.each([
  'raven-ts: Klient',
  'raven-ts/nothing: Client',
  'client.captureExeption',
  'option include_paths',
  'SENTRY_NOTHING',
  'whatever',
])('%s would be found out', async (name) => {
  expect(await faultOf(name)).toBeDefined()
})

test('names beside the tables exist, too', async () => {
  const prose = PAGE.split('\n').filter((line) => !line.startsWith('|'))
  const names = codeIn(prose.join(' ')).filter((name) => /^client\.\w\w/.test(name))
  expect(names).not.toEqual([])
  expect((await Promise.all(names.map(faultOf))).filter(Boolean)).toEqual([])
})

const THEIRS: Readonly<Record<string, string>> = {
  'The client': `captureException captureMessage captureQuery captureBreadcrumb capture
    capture_exceptions captureExceptions context user_context http_context extra_context tags_context
    build_msg transform send send_encoded send_remote encode decode get_ident get_public_dsn is_enabled
    get_handler get_processors get_module_versions register_scheme DummyClient AsyncClient LambdaClient
    last_event_id set_dsn remote data date time_spent extra stack tags level fingerprint`,
  Options: `dsn raise_send_errors transport include_paths exclude_paths name auto_log_stacks
    capture_locals string_max_length list_max_length site include_versions processors context tags
    release environment ignore_exceptions sample_rate sanitize_keys repos enable_breadcrumbs
    install_sys_hook install_logging_hook hook_libraries machine servers key public_key secret_key
    project timeout verify_ssl ca_certs`,
  Processors: `SanitizePasswordsProcessor SanitizeKeysProcessor RemoveStackLocalsProcessor
    RemovePostDataProcessor Processor process get_data filter_stacktrace filter_http filter_extra`,
  Transports: `ThreadedHTTPTransport HTTPTransport RequestsHTTPTransport
    ThreadedRequestsHTTPTransport GeventedHTTPTransport EventletHTTPTransport TornadoHTTPTransport
    TwistedHTTPTransport AioHttpTransport sync+http Transport AsyncTransport`,
  Helpers: `fetch_git_sha fetch_package_version setup_logging register __sentry__ InvalidDsn
    InvalidGitRepository ConfigurationError DuplicateScheme APIError RateLimited`,
  Environment: `SENTRY_DSN SENTRY_NAME SENTRY_ENVIRONMENT SENTRY_RELEASE HEROKU_SLUG_COMMIT
    MAX_LENGTH_STRING MAX_LENGTH_LIST`,
}

describe.each(Object.entries(THEIRS))('under "%s"', (heading, names) => {
  const found = new Set(
    tableRows(PAGE, heading)
      .flatMap(([theirs = '']) => codeIn(theirs))
      .map((code) => code.replace(/\(.*$/, '')),
  )
  test('every name of the ancestor has its row', () => {
    expect(names.split(/\s+/).filter((name) => !found.has(name))).toEqual([])
  })
})

test('the old dotted names of this page are understood', () => {
  const dotted = codeIn(PAGE).filter((code) => /^raven\.(?:processors|transport)\./.test(code))
  const said: string[] = []
  for (const name of dotted) {
    const option = name.startsWith('raven.transport') ? 'transport' : 'processors'
    const env = (variable: string) => (variable === variableOf(option) ? name : undefined)
    resolveOptions({}, env, (_topic, line) => said.push(line))
  }
  expect(dotted).toHaveLength(2)
  expect(said).toEqual([])
})
