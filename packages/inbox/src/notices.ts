/** Telling the people who run the inbox what went wrong, without flooding them. */

const REPEAT_MS = 60_000
const MAX_REMEMBERED = 100

/** Receives one line for people. */
export type OnNotice = (line: string) => void

/** Makes a listener for errors that says each message once a minute at most. */
export function createErrorListener(
  onNotice: OnNotice,
  now: () => number,
): (error: unknown) => void {
  const lastSaid = new Map<string, number>()
  return (error) => {
    const message = error instanceof Error ? error.message : String(error)
    const time = now()
    if (time - (lastSaid.get(message) ?? -Infinity) < REPEAT_MS) return
    if (lastSaid.size >= MAX_REMEMBERED) lastSaid.clear()
    lastSaid.set(message, time)
    onNotice(`raven-inbox: ${message}`)
  }
}
