/** Plants texts in every place of real events and looks for them in what the client sends. */

import type { CaptureOptions, ClientOptions } from '../../src/options.ts'
import type { Event, JsonObject } from '../../src/protocol/event.ts'
import { DSN_SECRET } from '../fixtures/privacy/secrets.ts'
import { recorder } from '../support/recorder.ts'

/** What is captured: an error, what is said with it, and values for variables, breadcrumbs, parameters. */
export type Plant = () => {
  readonly error: Error
  readonly options: CaptureOptions
  readonly values: JsonObject
}

const NOTES = [
  (text: string) => `could not connect with ${text} today`,
  (text: string) => `failed: ${text}`,
  (text: string) => `${text} was refused`,
  (text: string) => `got "${text}", gave up`,
  (text: string) => `(${text})`,
  (text: string) => `at start\n${text}\nat end`,
]

/** The text within a sentence, another one each time. */
export function within(text: string, index: number): string {
  return NOTES[index % NOTES.length]?.(text) ?? text
}

/** A text without a name in all places of one event; `index` varies the words around. */
export function byValue(text: string, index: number, path = `/srv/app/${text}/main.js`): Plant {
  const line = within(text, index)
  const encoded = encodeURIComponent(text)
  return () => ({
    error: inFile(path, new Error(line, { cause: new Error(line) })),
    options: {
      extra: { note: text, list: [[line]], json: JSON.stringify({ deep: { note: text } }) },
      tags: { note: text },
      user: { id: text },
      request: {
        method: 'POST',
        url: `https://example.com/x?note=${encoded}#${encoded}`,
        query_string: `a=1&note=${encoded}`,
        headers: { 'x-note': line, referer: `https://example.com/?a=${encoded}` },
        cookies: `theme=dark; note=${encoded}`,
        data: { note: text, text: line, json: JSON.stringify({ note: text }) },
        env: { NOTE: text },
      },
    },
    values: { note: text, list: [line], json: JSON.stringify({ note: text }) },
  })
}

/** A text under a name in all places where names stand. */
export function byKey(key: string, value: string): Plant {
  const pair = `${key}=${value}`
  const json = JSON.stringify({ a: 1, deep: [{ [key]: value }] })
  const encoded = `${encodeURIComponent(key)}=${encodeURIComponent(value)}`
  return () => ({
    error: inFile(
      '/srv/app/main.js',
      new Error(`login ${pair} failed`, { cause: new Error(json) }),
    ),
    options: {
      extra: {
        [key]: value,
        list: [{ deep: { [key]: value } }],
        json,
        url: `http://h/?${encoded}`,
      },
      tags: { [key]: value },
      user: { id: '1', [key]: value },
      request: {
        url: `https://example.com/x?a=1&${encoded}`,
        query_string: `next=${encodeURIComponent(`/x?${encoded}`)}&user[${key}]=${value}`,
        headers: { [key]: value, cookie: `a=b; ${pair}` },
        cookies: `a=b; ${pair}`,
        data: {
          form: `a=1&${encoded}`,
          json,
          graphql: JSON.stringify({
            query: 'mutation Q($i: I) { a }',
            variables: { [key]: value },
          }),
          multipart: `--B\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n--B--\r\n`,
        },
        env: { [key]: value },
      },
    },
    values: { [key]: value, deep: { [key]: value }, pair, json },
  })
}

function inFile(path: string, error: Error): Error {
  error.stack = `${error.name}: ${error.message}\n    at run (${path}:1:1)`
  return error
}

/** An event with everything planted that `make` says, as it was sent with personal data allowed. */
export async function sent(plant: Plant, options: ClientOptions = {}): Promise<Event> {
  const { client, events } = recorder({
    dsn: `http://${'p'.repeat(32)}:${DSN_SECRET}@127.0.0.1:9/1`,
    sendDefaultPii: true,
    stringMaxLength: 5_000,
    ...options,
  })
  const { error, options: given, values } = plant()
  client.captureBreadcrumb({ message: error.message, data: values })
  const frame = { function: 'f', filename: '/srv/f.js', context_line: 'f()', vars: values }
  const threads = { values: [{ id: 0, stacktrace: { frames: [frame] } }] }
  client.captureException(error, { ...given, data: { threads } })
  client.captureMessage(error.message, { params: [values] })
  client.captureQuery(`SELECT 1 -- ${error.message}`, { params: values })
  const [exception, ...others] = await events()
  await client.close()
  return {
    ...exception,
    extra: { ...exception?.extra, others: JSON.parse(JSON.stringify(others)) },
  }
}

/** All names and texts of an event, and where they stand. */
export function textsOf(value: unknown, path = ''): (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [
    [`${path} (name)`, key] as const,
    ...textsOf(one, `${path}.${key}`),
  ])
}

/** Where any of the cores can be read, plain or encoded for a URL. */
export function found(event: Event, cores: readonly string[]): string[] {
  const wanted = [...cores, ...cores.map(encodeURIComponent)]
  return textsOf(event)
    .filter(([, text]) => wanted.some((core) => text.includes(core)))
    .map(([path]) => path)
}
