import { expect, test } from 'vitest'
import { recorder } from '../support/recorder.ts'

function again(depth: number): Error {
  return depth === 0 ? new RangeError('too deep') : again(depth - 1)
}

function withLimit<T>(limit: number, make: () => T): T {
  const usual = Error.stackTraceLimit
  Error.stackTraceLimit = limit
  try {
    return make()
  } finally {
    Error.stackTraceLimit = usual
  }
}

const deep = (): Error => withLimit(Infinity, () => again(300))

test.each([
  ['read as call sites', 'callsites', () => deep()],
  ['read as text', 'text', () => deep()],
] as const)(
  'of a deep recursion %s both ends leave, and which calls did not',
  async (_, way, make) => {
    const { client, events } = recorder({ stackCapture: way })
    const error = make()
    client.captureException(error)
    client.captureMessage('deep', { stack: error })
    const [thrown, said] = await events()
    const calls = String(error.stack).split('\n').length - 1
    for (const value of [thrown?.exception?.values[0], said?.threads?.values[0]]) {
      const { frames, frames_omitted: omitted } = value?.stacktrace ?? { frames: [] }
      expect(omitted).toEqual([26, calls - 24])
      expect(frames).toHaveLength(50)
      expect(frames.at(-1)?.function).toBe('again')
      expect(frames.at(0)?.function).not.toBe('again')
    }
  },
)
