/** What a courier may expect of any transport. */

import { describe, expect, onTestFinished, test } from 'vitest'
import type {
  Answer,
  Transport,
  TransportFactory,
  TransportRequest,
} from '../../src/transports/transport.ts'

/** What stands behind the transport under test. */
export interface Behind {
  readonly make: TransportFactory
  /** Where requests go. */
  readonly url: string
  /** Bodies it was sent, uncompressed, in their order. */
  bodies(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>
  /** From now on it answers with this status and these headers. */
  answerWith(status: number, headers?: Record<string, string>): Promise<void> | void
  /** Headers that no HTTP knows are mended by a client beneath, and sent. */
  readonly mendsHeaders?: boolean
  /** From now on nobody answers: the connection is refused or cut. */
  die(): Promise<void> | void
}

/** Runs the contract; `make` gives a fresh server for each test. */
export function transportContract(name: string, make: () => Promise<Behind> | Behind): void {
  async function open(): Promise<{ behind: Behind; transport: Transport }> {
    const behind = await make()
    const transport = behind.make({ timeoutMs: 10_000, verifySsl: true })
    onTestFinished(() => transport.close())
    return { behind, transport }
  }

  describe(`${name} keeps the contract of transports`, () => {
    test('wants at least one request at once', async () => {
      const { transport } = await open()
      expect(transport.concurrency).toBeGreaterThanOrEqual(1)
    })

    test('carries a body, whatever its bytes and its size', async () => {
      const { behind, transport } = await open()
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      const bodies = [all, new Uint8Array(1), new Uint8Array(900_000).fill(65), Buffer.from('ä\0')]
      for (const body of bodies)
        expect(await post(transport, behind, body)).toMatchObject({ ok: true })
      expect(
        (await behind.bodies()).map((body) => Buffer.from(body).equals(bodies.shift() ?? all)),
      ).toEqual([true, true, true, true])
    })

    test('leaves the body of a request as it was', async () => {
      const { behind, transport } = await open()
      const body = new Uint8Array(5000).fill(66)
      await post(transport, behind, body)
      expect(body.byteLength).toBe(5000)
      expect(body.every((byte) => byte === 66)).toBe(true)
    })

    test('answers with status and the headers that count', async () => {
      const { behind, transport } = await open()
      await behind.answerWith(429, {
        'retry-after': '17',
        'x-sentry-rate-limits': '60:error:key',
        'x-sentry-error': 'enough',
        'x-else': 'no',
      })
      expect(await post(transport, behind)).toEqual({
        ok: true,
        status: 429,
        headers: {
          'retry-after': '17',
          'x-sentry-rate-limits': '60:error:key',
          'x-sentry-error': 'enough',
        },
      })
    })

    test.each([200, 204, 302, 403, 413, 500])('passes on status %d as it is', async (status) => {
      const { behind, transport } = await open()
      await behind.answerWith(status, { location: behind.url })
      expect(await post(transport, behind)).toMatchObject({ ok: true, status })
      expect(await behind.bodies()).toHaveLength(1)
    })

    test('says so in words when nobody answers, and goes on', async () => {
      const { behind, transport } = await open()
      expect(await post(transport, behind)).toMatchObject({ ok: true })
      await behind.die()
      for (let i = 0; i < 2; i++) {
        const answer = await post(transport, behind)
        expect(answer.ok).toBe(false)
        expect(answer.ok || answer.error).toMatch(/\w/)
      }
    })

    test('answers many requests at once, each one once', async () => {
      const { behind, transport } = await open()
      const counts = Array.from({ length: 12 }, () => 0)
      await Promise.all(
        counts.map(
          (_, index) =>
            new Promise<void>((resolve) => {
              transport.send(requestTo(behind, new Uint8Array([index])), () => {
                counts[index] = (counts[index] ?? 0) + 1
                resolve()
              })
            }),
        ),
      )
      expect(counts).toEqual(counts.map(() => 1))
      expect((await behind.bodies()).map(([byte]) => byte).toSorted(byNumber)).toEqual(
        counts.map((_, index) => index),
      )
    })

    test('does not throw at a request that cannot be made', async () => {
      const { behind, transport } = await open()
      for (const wrong of [
        { url: 'no url' },
        { url: 'ftp://localhost/' },
        { headers: { 'x-bad': 'line\nbreak' } },
      ]) {
        const request = { ...requestTo(behind, new Uint8Array(1)), ...wrong }
        const answer = await new Promise<Answer>((resolve) => transport.send(request, resolve))
        expect(answer.ok).toBe('headers' in wrong && behind.mendsHeaders === true)
      }
    }, 10_000)

    test('can be closed twice', async () => {
      const { behind, transport } = await open()
      await post(transport, behind)
      transport.close()
      transport.close()
    })
  })
}

/** Sends one request and waits for its answer. */
export function post(
  transport: Transport,
  behind: { readonly url: string },
  body: Uint8Array = new TextEncoder().encode('{}'),
): Promise<Answer> {
  return new Promise((resolve) => transport.send(requestTo(behind, body), resolve))
}

/** A request as the client makes it. */
export function requestTo({ url }: { readonly url: string }, body: Uint8Array): TransportRequest {
  return { url, headers: { 'content-type': 'application/x-sentry-envelope' }, body }
}

function byNumber(a: number | undefined, b: number | undefined): number {
  return (a ?? 0) - (b ?? 0)
}
