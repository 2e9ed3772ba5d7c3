/** A stream that is the same as another, but for telling of its failure. */

/**
 * Passes on chunks, end, failure and cancellation. Nothing is read before it is asked for, so that
 * backpressure stays what it was. `onFailure` hears what the source fails with.
 */
export function passThrough<T>(
  source: ReadableStream<T>,
  onFailure: (error: unknown) => void,
): ReadableStream<T> {
  const reader = source.getReader()
  let isCancelled = false
  const next = async (): Promise<Awaited<ReturnType<typeof reader.read>>> => {
    try {
      return await reader.read()
    } catch (error) {
      onFailure(error)
      throw error
    }
  }
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await next()
        if (isCancelled) return // a stream that was given up takes nothing any more
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel(reason) {
        isCancelled = true
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
