import { expect, test } from 'vitest'
import { ravenMatchers, record } from 'raven-ts/testing'

expect.extend(ravenMatchers)

const shop = () => {
  const errors = record()
  errors.client.captureException(new TypeError('no price'), { tags: { order: 7 } })
  errors.client.captureMessage('slow')
  return errors
}

test('say what was captured, and what was not', async () => {
  const errors = shop()
  await expect(errors).toHaveCaptured({ type: 'TypeError', tags: { order: 7 } })
  await expect(errors).not.toHaveCaptured({ type: 'RangeError' })
  await expect(errors).toHaveCapturedNothing({ level: 'fatal' })
  await expect(errors).not.toHaveCapturedNothing()
  await expect(record()).toHaveCapturedNothing()
  await expect(record()).not.toHaveCaptured()
})

test.each([
  [
    'an event is missing',
    () => expect(shop()).toHaveCaptured({ message: 'no cost' }),
    /^expected an event \{ message: "no cost" \}\nnearest of 2/,
  ],
  [
    'an event is too many',
    () => expect(shop()).not.toHaveCaptured({ message: /price/ }),
    /^expected no event .*, but there is 1\n.*\n> #1/,
  ],
  [
    'there is one',
    () => expect(shop()).toHaveCapturedNothing(),
    /^expected no event, but there are 2/,
  ],
  [
    'there is none',
    () => expect(record()).not.toHaveCapturedNothing(),
    /^expected an event\nnothing was captured/,
  ],
  [
    'they are handed something else',
    () => expect({}).toHaveCaptured(),
    /must be handed what record\(\) answered/,
  ],
])('fail with the story when %s', async (_, failing, story) => {
  await expect(failing()).rejects.toThrow(story)
})

test('what they found was expected', async () => {
  const errors = shop()
  await expect(errors).toHaveCaptured({ type: 'TypeError' })
  await expect(errors.check()).rejects.toThrow('1 event was captured that no test expected')
  await errors.clear()
  errors.client.captureMessage('a')
  await expect(errors).toHaveCaptured()
  await expect(errors).not.toHaveCaptured({ message: 'b' })
  await errors.check()
})
