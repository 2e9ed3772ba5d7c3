/** Ends of streams. */

/** Says that a stream is done once work is that never rejects. */
export async function after(work: Promise<unknown>, done: () => void): Promise<void> {
  await work
  done()
}
