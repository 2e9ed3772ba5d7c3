/** What a program hands over stays as it was, whatever is masked of it on its way out. */

import { expect, test } from 'vitest'
import type { ClientOptions } from '../../src/options.ts'
import type { Event } from '../../src/protocol/event.ts'
import { frozen } from '../support/frozen.ts'
import { recorder } from '../support/recorder.ts'
import { withoutSource } from '../support/without-source.ts'

const TOKEN = ['gh', 'p_', 'aB3dE5fG7h'.repeat(4)].join('')
const SECRETS = new RegExp(`${TOKEN}|hunter2`)

/** To be masked by name and by value, as a value, in a list, in JSON, and in a name. */
const hidden = () => ({
  password: 'hunter2',
  note: `use ${TOKEN} here`,
  iban: ['hunter2'],
  list: [{ secret: { deep: 'hunter2' } }, ['cookie', 'hunter2'], TOKEN],
  json: JSON.stringify({ token: 'hunter2' }),
  [TOKEN]: 1,
})

/** All a program may hand over. */
const given = () => ({
  options: {
    tags: { password: 'hunter2', note: TOKEN },
    extra: hidden(),
    sanitizeKeys: ['iban'],
    userAttrs: ['data'],
    repos: { shop: { name: `https://ann:hunter2@example.com` } },
  } satisfies ClientOptions,
  user: { id: 7, email: `ann@${TOKEN}`, data: hidden(), ...hidden() },
  extra: hidden(),
  tags: { token: 'hunter2', note: TOKEN },
  request: {
    method: 'POST',
    url: 'http://ann:hunter2@example.com/?token=hunter2',
    query_string: [['token', 'hunter2']],
    headers: { Cookie: 'a=hunter2', 'X-Note': TOKEN },
    cookies: { a: 'hunter2' },
    data: hidden(),
    env: { HTTP_COOKIE: 'a=hunter2', REMOTE_ADDR: '192.0.2.7' },
  },
  crumb: { message: `password=hunter2 ${TOKEN}`, data: hidden() },
  data: { contexts: { mine: hidden() }, own: hidden(), fingerprint: [TOKEN] },
  fingerprint: ['{{ default }}', TOKEN],
  attachments: [{ filename: `${TOKEN}.txt`, data: 'to the letter', contentType: 'text/plain' }],
  params: [hidden(), TOKEN],
  thrown: { ...hidden(), message: TOKEN },
})

type Given = ReturnType<typeof given>

/** Hands all of it over in every way there is, and answers what left. */
async function handOver(all: Given, more: ClientOptions): Promise<readonly Event[]> {
  const { client, events } = recorder({ ...all.options, ...more })
  const { user, extra, tags, request, crumb, data, fingerprint, attachments, params, thrown } = all
  client.userContext(user)
  client.extraContext(extra)
  client.tagsContext(tags)
  client.httpContext(request)
  client.captureBreadcrumb(crumb)
  const context = frozen({ user, extra, tags, request })
  const options = frozen({ ...context, data, fingerprint, attachments })
  const failing = frozen(Object.assign(new Error(TOKEN, { cause: thrown }), hidden()))
  client.captureException(failing, options)
  client.captureException(thrown, options)
  client.captureMessage('said %j %s', frozen({ ...options, params }))
  client.captureQuery('select 1', frozen({ params }))
  client.preview(failing, options)
  client.withContext(context, () => client.captureMessage('within'))
  const read = () => extra
  const late = () => client.watch(read, () => client.captureExceptions(() => JSON.parse('{'))())
  expect(late).toThrow(SyntaxError)
  return events()
}

const WAYS: readonly (readonly [string, ClientOptions])[] = [
  ['nothing else', {}],
  ['personal data', { sendDefaultPii: true }],
  ['hooks', { processors: [(event) => event], beforeSend: (event) => ({ ...event }) }],
  ['the processors by name', { processors: ['SanitizeKeysProcessor', 'RemovePostDataProcessor'] }],
]

test.each(WAYS)('with %s', async (_, more) => {
  const all = frozen(given())
  const events = await handOver(all, more)
  expect(all).toEqual(given())
  expect(events).toHaveLength(6)
  for (const event of events) {
    expect(JSON.stringify(event)).toContain('[Filtered]')
    expect(JSON.stringify(event)).not.toMatch(SECRETS)
  }
})

test('the event that a hook keeps stays as the hook left it, and may be frozen', async () => {
  const seen: { readonly kept: Event; readonly before: Event }[] = []
  const keep = (event: Event): Event => {
    const kept = frozen({ ...event, extra: { ...event.extra, added: hidden() } })
    seen.push({ kept, before: structuredClone(kept) })
    return kept
  }
  const events = await handOver(given(), { sendDefaultPii: true, beforeSend: keep })
  expect(withoutSource(events)).not.toMatch(SECRETS)
  for (const { kept, before } of seen) {
    expect(JSON.stringify(kept)).toContain('hunter2')
    expect(kept).toEqual(before)
  }
})
