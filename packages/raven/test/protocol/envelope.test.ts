import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EnvelopeDecoder, ProtocolError, decodeEnvelope, encodeEnvelope } from 'raven-ts/protocol'
import type { Envelope } from 'raven-ts/protocol'

const FIXTURES = new URL('../fixtures/envelopes/', import.meta.url)
const bytes = (text: string) => new TextEncoder().encode(text)
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`${name}.envelope`, FIXTURES)))

/** Payloads as latin-1, one character per byte, so that a table can show them. */
function shown({ headers, items }: Envelope) {
  return [
    headers,
    ...items.map((item) => [item.headers, Buffer.from(item.payload).toString('latin1')]),
  ]
}

const ID = '9ec79c33ec9942ab8353589fcb2e04dc'

describe('an envelope', () => {
  test.each([
    [
      'two-items-attachment-ending-in-cr-lf',
      [
        { event_id: ID, sent_at: '2026-01-02T03:04:05.678Z' },
        [
          { type: 'attachment', content_type: 'text/plain', filename: 'hello.txt' },
          '\xef\xbb\xbfHello\r\n',
        ],
        [
          { type: 'event', content_type: 'application/json' },
          '{"message":"hello world","level":"error"}',
        ],
      ],
    ],
    [
      'two-empty-attachments',
      [{ event_id: ID }, [{ type: 'attachment' }, ''], [{ type: 'attachment' }, '']],
    ],
    [
      'no-length-at-end-of-file',
      [{}, [{ type: 'session' }, '{"started":"2020-02-07T14:16:00Z","attrs":{"release":"a@1"}}']],
    ],
    [
      'client-report',
      [
        {},
        [
          { type: 'client_report' },
          '{"discarded_events":[{"reason":"before_send","category":"error","quantity":3}]}',
        ],
      ],
    ],
    ['headers-only', [{}]],
    ['headers-and-newline', [{ dsn: 'https://k@h/1' }]],
    ['blank-lines-at-the-end', [{}, [{ type: 'event' }, '{}']]],
    ['dashed-upper-case-event-id', [{ event_id: ID }]],
    [
      'utf8-in-header-and-payload',
      [{}, [{ type: 'attachment', filename: 'ü€😀.txt' }, Buffer.from('ü€😀').toString('latin1')]],
    ],
    [
      'unknown-item-type-between-known-ones',
      [{}, [{ type: 'hologram' }, '\0\n\xff'], [{ type: 'event' }, '{}']],
    ],
    ['known-headers-of-the-wrong-type', [{ extra: 1 }, [{ type: 'event' }, '{}']]],
    ['carriage-returns-belong-to-the-payload', [{}, [{ type: 'event' }, '{}\r']]],
    ['item-header-at-end-of-file', [{}, [{ type: 'attachment' }, '']]],
  ])('%s is read', (name, expected) => {
    expect(shown(decodeEnvelope(fixture(name)))).toEqual(expected)
  })

  const broken = ['bad_header', 'bad_item', 'bad_length', 'too_large'].flatMap((code) =>
    readdirSync(new URL(code, FIXTURES)).map(
      (file) => [code, file.replace('.envelope', '')] as const,
    ),
  )
  test.each(broken)('is refused as %s when it has %s', (code, name) => {
    const input = fixture(`${code}/${name}`)
    expect(() => decodeEnvelope(input)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code }),
    )
    expect(() => pushBytewise(input)).toThrow(expect.objectContaining({ code }))
  })

  test('keeps a key named __proto__ a mere key', () => {
    const { headers, items } = decodeEnvelope(
      bytes('{"__proto__":{"x":1}}\n{"type":"__proto__","__proto__":1}\n{}'),
    )
    expect(Object.keys(headers)).toEqual(['__proto__'])
    expect(items[0]?.headers.type).toBe('__proto__')
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})

describe('writing an envelope', () => {
  test('states the true length of every payload and ends every line', () => {
    const envelope = {
      headers: { event_id: ID },
      items: [
        { headers: { type: 'event', length: 999 }, payload: bytes('{"a":"ü"}') },
        { headers: { type: 'attachment', filename: 'a\nb' }, payload: new Uint8Array(0) },
      ],
    }
    expect(new TextDecoder().decode(encodeEnvelope(envelope))).toBe(
      `{"event_id":"${ID}"}\n` +
        '{"type":"event","length":10}\n{"a":"ü"}\n' +
        '{"type":"attachment","filename":"a\\nb","length":0}\n\n',
    )
  })

  test('refuses an item without a type', () => {
    const items = [{ headers: { type: '' }, payload: new Uint8Array(0) }]
    expect(() => encodeEnvelope({ headers: {}, items })).toThrow(
      expect.objectContaining({ code: 'bad_item' }),
    )
  })
})

describe('limits', () => {
  const item = (type: string, size: number) => `{"type":"${type}"}\n${'x'.repeat(size)}\n`
  test.each([
    ['a long header line', `{"a":"${'x'.repeat(50)}"}`, { maxHeaderBytes: 40 }],
    ['a header line without end', '{'.repeat(100), { maxHeaderBytes: 40 }],
    ['many items', `{}\n${item('x', 1).repeat(4)}`, { maxItems: 3 }],
    ['many blank lines', `{}\n${'\n'.repeat(100)}`, { maxItems: 3 }],
    ['a long payload by its line', `{}\n${item('event', 30)}`, { maxPayloadBytes: { event: 20 } }],
    [
      'a long payload by its length',
      '{}\n{"type":"event","length":21}\n',
      { maxPayloadBytes: { event: 20 } },
    ],
    ['a length beyond the envelope', '{}\n{"type":"hologram","length":1000}\n', { maxBytes: 100 }],
    ['a long envelope', `{}\n${item('attachment', 100)}`, { maxBytes: 100 }],
  ])('stop %s', (_, text, limits) => {
    expect(() => decodeEnvelope(bytes(text), limits)).toThrow(
      expect.objectContaining({ code: 'too_large' }),
    )
  })

  test('let through what just fits', () => {
    const text = `{}\n${item('event', 20).repeat(3)}`
    const limits = {
      maxBytes: text.length,
      maxItems: 3,
      maxPayloadBytes: { event: 20 },
      maxHeaderBytes: 16,
    }
    expect(decodeEnvelope(bytes(text), limits).items).toHaveLength(3)
  })
})

describe('EnvelopeDecoder', () => {
  test('delivers headers and items as soon as their bytes are there', () => {
    const seen: string[] = []
    const decoder = new EnvelopeDecoder({
      headers: () => seen.push('headers'),
      item: ({ headers }) => seen.push(headers.type),
    })
    decoder.push(bytes('{}\n{"type":"a","length":1}\n'))
    expect(seen).toEqual(['headers'])
    decoder.push(bytes('x'))
    expect(seen).toEqual(['headers', 'a'])
    decoder.push(bytes('\n{"type":"b"}\nxyz'))
    expect(seen).toEqual(['headers', 'a'])
    decoder.end()
    expect(seen).toEqual(['headers', 'a', 'b'])
  })

  test('skips what its sink does not want, and still reads what follows', () => {
    const seen: string[] = []
    const decoder = new EnvelopeDecoder({
      headers() {},
      item: ({ headers, payload }) => seen.push(`${headers.type} ${payload.length}`),
      wants: ({ type }) => type === 'event',
    })
    decoder.push(
      bytes('{}\n{"type":"x","length":3}\n\n\n\n\n{"type":"y"}\nabc\n{"type":"event"}\n{}'),
    )
    decoder.end()
    expect(seen).toEqual(['event 2'])
  })

  test('payloads do not change when the chunk they came in is reused', () => {
    const payloads: Uint8Array[] = []
    const decoder = new EnvelopeDecoder({
      headers() {},
      item: ({ payload }) => payloads.push(payload),
    })
    const chunk = bytes('{}\n{"type":"x"}\nabc\n')
    decoder.push(chunk)
    chunk.fill(0)
    decoder.end()
    expect(payloads).toEqual([bytes('abc')])
  })

  test('stays failed after an error, and takes nothing after the end', () => {
    const failed = new EnvelopeDecoder({ headers() {}, item() {} })
    expect(() => failed.push(bytes('[]\n'))).toThrow(ProtocolError)
    expect(() => failed.push(bytes('{}\n'))).toThrow(
      expect.objectContaining({ code: 'bad_header' }),
    )
    expect(() => failed.end()).toThrow(expect.objectContaining({ code: 'bad_header' }))
    const ended = new EnvelopeDecoder({ headers() {}, item() {} })
    ended.push(bytes('{}'))
    ended.end()
    expect(() => ended.push(bytes('x'))).toThrow(expect.objectContaining({ code: 'bad_body' }))
  })
})

function pushBytewise(input: Uint8Array): void {
  const decoder = new EnvelopeDecoder({ headers() {}, item() {} })
  for (const byte of input) decoder.push(Uint8Array.of(byte))
  decoder.end()
}
