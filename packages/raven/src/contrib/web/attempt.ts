/** What `ask` answers; undefined where it throws: the framework's and the program's objects may refuse to be asked. */
export function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined // then nothing is known, and the event goes without it
  }
}
