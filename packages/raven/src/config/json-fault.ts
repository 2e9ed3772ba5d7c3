/** Where a JSON text stops being JSON. Engines do not always say so, but they tell an early end from a fault. */

/** The line, from 1, that a text cannot be read beyond; for one that `JSON.parse` refused. */
export function faultyLine(text: string): number {
  const lines = text.trimEnd().split('\n')
  const fault = lines.findIndex((_, index) => !isOnlyShort(lines.slice(0, index + 1).join('\n')))
  return fault < 0 ? lines.length : fault + 1
}

/** Whether nothing is wrong with a text but that it ends. */
function isOnlyShort(text: string): boolean {
  try {
    JSON.parse(text)
    return true // what comes after it is the fault
  } catch (error) {
    const message = String(error)
    if (message.includes('Unterminated string')) return false // which no further line can end
    const at = /position (\d+)/.exec(message)?.[1]
    return at === undefined ? /end of|EOF/.test(message) : Number(at) >= text.trimEnd().length
  }
}
