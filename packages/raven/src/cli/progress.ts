/** A bar on a terminal that shows how far something is. */

const WIDTH = 30
const EVERY_MS = 100

/** Where it is shown: a stream that may be a terminal. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** How far it is. */
export interface Amount {
  readonly done: number
  readonly all: number
}

/** Draws until it is ended. Where nobody watches it draws nothing. */
export class Progress {
  readonly #screen: Screen
  readonly #timer: NodeJS.Timeout | undefined

  constructor(screen: Screen, look: () => Amount) {
    this.#screen = screen
    if (screen.isTTY !== true) return
    this.#timer = setInterval(() => screen.write(`\r${barOf(look())}`), EVERY_MS)
  }

  /** Stops, and wipes the bar. */
  end(): void {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#screen.write('\r\u001B[K')
  }
}

/** The bar as one line. */
export function barOf({ done, all }: Amount): string {
  const filled = all === 0 ? 0 : Math.round((done / all) * WIDTH)
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${all}`
}
