import { Client, memoryTransport, type Attachment, type ClientOptions } from 'raven-ts'
import { decodeEnvelope, decodeJson } from 'raven-ts/protocol'
import { expect, test } from 'vitest'
import { readAttachments } from '../../src/events/attachments.ts'
import { hostile, thrower } from '../values/hostile.ts'

const MIB = 1024 * 1024

async function sentWith(attachments: readonly Attachment[], options: ClientOptions = {}) {
  const transport = memoryTransport()
  const client = new Client({
    dsn: 'http://public@localhost/1',
    spool: false,
    diagnostics: false,
    ...options,
    transport: () => transport,
  })
  client.captureMessage('with files', { attachments })
  await client.flush()
  const { items } = decodeEnvelope(transport.requests[0]?.body ?? new Uint8Array())
  const [event, ...files] = items
  return {
    event: decodeJson(event?.payload ?? '{}'),
    files: files.map(({ headers, payload }) => ({
      ...headers,
      text: new TextDecoder().decode(payload),
    })),
  }
}

test('files travel in the envelope of their event, in their order', async () => {
  const { event, files } = await sentWith([
    { filename: 'cart.json', data: '{"a":1}', contentType: 'application/json' },
    { filename: 'log.txt', data: () => 'line one\nline two\n' },
    { filename: 'raw.bin', data: Uint8Array.of(0x00, 0x0a, 0x41) },
  ])
  expect(event).toMatchObject({ logentry: { formatted: 'with files' } })
  expect(files).toEqual([
    {
      type: 'attachment',
      filename: 'cart.json',
      content_type: 'application/json',
      text: '{"a":1}',
    },
    {
      type: 'attachment',
      filename: 'log.txt',
      content_type: 'text/plain',
      text: 'line one\nline two\n',
    },
    {
      type: 'attachment',
      filename: 'raw.bin',
      content_type: 'application/octet-stream',
      text: '\0\nA',
    },
  ])
})

test('what cannot come along is named in the event', async () => {
  const { event, files } = await sentWith([
    { filename: 'big', data: 'x'.repeat(2 * MIB + 1) },
    { filename: 'fails', data: thrower },
    { filename: 'fits', data: 'ok' },
  ])
  expect(files.map(({ filename }) => filename)).toEqual(['fits'])
  expect(event).toMatchObject({ contexts: { raven: { attachments_left_out: ['big', 'fails'] } } })
})

test('a hook that fails keeps the files back, one that answers lets them go', async () => {
  const files: Attachment[] = [{ filename: 'a', data: 'x' }]
  expect((await sentWith(files, { beforeSend: thrower })).files).toEqual([])
  expect((await sentWith(files, { beforeSend: (event) => event })).files).toHaveLength(1)
  expect((await sentWith(files, { beforeSend: async (event) => event })).files).toHaveLength(1)
})

test('files are bounded in number and in bytes', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => ({ filename: `f${index}`, data: 'x' }))
  const { files, leftOut } = readAttachments(many)
  expect(files).toHaveLength(10)
  expect(leftOut.length).toBeLessThanOrEqual(20)
  const large = { filename: 'l', data: new Uint8Array(MIB) }
  expect(readAttachments([large, large, large]).files).toHaveLength(2)
})

test.each<[string, unknown, string]>([
  ['a path', { filename: '/etc/passwd', data: '' }, 'passwd'],
  ['a path of Windows', { filename: 'C:\\x\\y.txt', data: '' }, 'y.txt'],
  ['no name', { data: '' }, 'attachment-1'],
  ['a name that is no text', { filename: 7, data: '' }, 'attachment-1'],
])('%s is cut to a name', (_what, given, filename) => {
  expect(readAttachments([given]).files).toMatchObject([{ filename }])
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a revoked proxy', hostile.revoked],
  ['a proxy that refuses', hostile.refusing],
  ['data of a wrong type', { filename: 'x', data: 7 }],
  ['a promise', { filename: 'x', data: () => Promise.resolve('x') }],
])('%s is left out and named', (_what, given) => {
  expect(readAttachments([given])).toMatchObject({ files: [], leftOut: [expect.any(String)] })
})
