/** The last 24 hours of an issue as 24 small bars. */

import { counted, number } from './words.ts'

const STEP = 5
const BAR = 4
const HEIGHT = 28
/** An hour with one event shows beside an hour with a thousand. */
const LEAST = 3

function barHeight(count: number, most: number): number {
  if (count === 0 || most === 0) return 1
  return Math.max(LEAST, Math.round((count / most) * HEIGHT))
}

/** What the bars say, for who cannot see them. */
function describe(counts: readonly number[], most: number): string {
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum === 0) return 'No events in the last 24 hours'
  return `${counted(sum, 'event')} in the last 24 hours, at most ${number(most)} in one hour`
}

/** Inline SVG, sized and drawn by attributes alone, as the pages allow no inline style. */
export function Sparkline({ counts }: { readonly counts: readonly number[] }) {
  const hours = counts.slice(-24)
  const most = Math.max(0, ...hours)
  const width = 24 * STEP - (STEP - BAR)
  return (
    <svg
      class="sparkline"
      role="img"
      aria-label={describe(hours, most)}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
    >
      {hours.map((count, hour) => {
        const height = barHeight(count, most)
        return (
          <rect
            class={count === 0 ? 'none' : 'some'}
            x={hour * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            rx={1}
          />
        )
      })}
    </svg>
  )
}
