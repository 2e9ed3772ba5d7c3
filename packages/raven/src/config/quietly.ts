/** Does what may fail: a program that does not know of us must not hear of it. */
export function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // then this is not watched, and everything else is
  }
}
