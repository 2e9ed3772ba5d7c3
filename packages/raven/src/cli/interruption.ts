/** Ctrl-C in the middle of something that has to be put away first. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does work that is told when it is to end early. It puts its things away, and rejects; then the process
 * ends by the very signal, as whoever started it expects.
 */
export async function interruptible<T>(work: (end: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController()
  const asked: NodeJS.Signals[] = []
  const onSignal = (name: NodeJS.Signals): void => {
    asked.push(name)
    control.abort()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  try {
    return await work(control.signal)
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal)
    const [first] = asked
    if (first) process.kill(process.pid, first)
  }
}
