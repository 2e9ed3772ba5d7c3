import { expect, test, vi } from 'vitest'
import { type Arrival, Live } from '../../src/live.ts'
import { liveResponse } from '../../src/pages/live-stream.ts'

const arrival: Arrival = { project: '1', issueId: '7', eventId: 'a'.repeat(32), newIssue: true }

function readerOf(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  return { next: async () => (await reader.read()).value, cancel: () => reader.cancel() }
}

test('an arrival is one message with what changed and nothing of its content', async () => {
  const live = new Live()
  const response = liveResponse(live)
  const reader = readerOf(response)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(await reader.next()).toBe('retry: 3000\n: listening\n\n')
  live.publish([arrival])
  expect(await reader.next()).toBe(`event: arrivals\ndata: ${JSON.stringify([arrival])}\n\n`)
  live.close()
})

test('a page that goes away is forgotten', async () => {
  const live = new Live()
  const reader = readerOf(liveResponse(live))
  await reader.next()
  expect(live.listeners).toBe(1)
  await reader.cancel()
  expect(live.listeners).toBe(0)
})

test('closing ends every stream', async () => {
  const live = new Live()
  const reader = readerOf(liveResponse(live))
  await reader.next()
  live.close()
  expect(await reader.next()).toBeUndefined()
})

test('a page that does not read holds a hundred arrivals at most, the latest', async () => {
  const live = new Live()
  const response = liveResponse(live)
  for (let index = 0; index < 5000; index++) live.publish([{ ...arrival, issueId: String(index) }])
  live.close()
  const messages = (await response.text()).split('\n\n')
  expect(messages.length).toBeLessThan(20)
  expect(live.listeners).toBe(0)
})

test('after a while without reading, the next read brings what is still waiting', async () => {
  const live = new Live()
  const reader = readerOf(liveResponse(live))
  for (let index = 0; index < 5000; index++) live.publish([{ ...arrival, issueId: String(index) }])
  let text = ''
  while (!text.includes('"issueId":"4999"')) text += await reader.next()
  expect(text.length).toBeLessThan(200 * JSON.stringify(arrival).length)
  await reader.cancel()
})

test('HEAD leaves no listener behind', async () => {
  const live = new Live()
  const response = liveResponse(live, 'HEAD')
  expect([response.status, await response.text(), live.listeners]).toEqual([200, '', 0])
})

test('when too many listen, the answer is 503 and says what to do', async () => {
  const live = new Live({ maxListeners: 1 })
  const first = readerOf(liveResponse(live))
  await first.next()
  const second = liveResponse(live)
  expect(second.status).toBe(503)
  expect(await second.text()).toContain('Reload for new events')
  await first.cancel()
})

test('a silent stream shows every 15 seconds that it is there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const live = new Live()
    const reader = readerOf(liveResponse(live))
    await reader.next()
    vi.advanceTimersByTime(15_000)
    expect(await reader.next()).toBe(': still here\n\n')
    live.close()
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
