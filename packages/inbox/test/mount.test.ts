import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inbox } from '../src/index.ts'
import type { InboxOptions, MountedInbox } from '../src/index.ts'
import { envelope, eventId } from './helpers/inbox.ts'
import { scratchFile, scratchFolder } from './helpers/scratch.ts'

async function mounted(options: Partial<InboxOptions> = {}): Promise<MountedInbox> {
  const handler = inbox({ file: await scratchFile(), ...options })
  onTestFinished(() => handler.close())
  return handler
}

function sent(origin: string): Request {
  return new Request(`${origin}/api/1/envelope/?sentry_key=k`, {
    method: 'POST',
    body: envelope({ message: 'from inside' }, { event_id: eventId(1) }),
  })
}

describe('an inbox inside another server', () => {
  test('takes events and shows them', async () => {
    const handler = await mounted()
    const answer = await handler.fetch(sent('http://localhost:3000'))
    expect([answer.status, await answer.json()]).toEqual([200, { id: eventId(1) }])
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const url = `http://localhost:3000/1/events/${eventId(1)}/`
    expect(await (await handler.fetch(new Request(url))).text()).toContain('from inside')
    const twin = await handler.fetch(new Request('http://localhost:3000/api/0/search/?q=inside'))
    expect(await twin.json()).toMatchObject({ rows: [{ url }] })
  })

  test('answers preflights without a body', async () => {
    const handler = await mounted()
    const url = 'http://localhost/api/1/store/'
    const answer = await handler.fetch(new Request(url, { method: 'OPTIONS' }))
    expect([answer.status, answer.body]).toEqual([204, null])
  })

  test('answers only to names that it was given, and then to people with the token', async () => {
    const closed = await mounted()
    expect((await closed.fetch(sent('https://errors.example.com'))).status).toBe(403)
    const open = await mounted({ allowHosts: ['errors.example.com'], token: 'secret-token' })
    expect((await open.fetch(sent('https://errors.example.com'))).status).toBe(200)
    const url = 'https://errors.example.com/'
    expect((await open.fetch(new Request(url))).status).toBe(401)
    const headers = { authorization: 'Bearer secret-token' }
    expect((await open.fetch(new Request(url, { headers }))).status).toBe(200)
  })

  test('is not made open to others without a token', async () => {
    const file = await scratchFile()
    expect(() => inbox({ file, allowHosts: ['errors.example.com'] })).toThrow(/token/)
  })

  test('says why when its file cannot be used, and leaves that file alone', async () => {
    const file = `${await scratchFolder()}/diary.txt`
    await writeFile(file, 'Dear diary')
    const notices: string[] = []
    const handler = inbox({ file, onNotice: (line) => void notices.push(line) })
    await expect(handler.fetch(sent('http://localhost'))).rejects.toMatchObject({
      code: 'foreign_file',
    })
    expect(notices).toEqual([expect.stringContaining(`${file} is not a raven-inbox file`)])
    expect(await readFile(file, 'utf8')).toBe('Dear diary')
  })
})
