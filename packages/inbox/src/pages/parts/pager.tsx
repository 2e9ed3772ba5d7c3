/** From one piece of a list to the next. */

interface PagerProps {
  /** Where the list begins, when this is not its first piece. */
  readonly first?: string | undefined
  /** Where it goes on, when it does. */
  readonly next?: string | undefined
}

/** Links to the beginning and to what is older; nothing when the list is whole. */
export function Pager({ first, next }: PagerProps) {
  if (first === undefined && next === undefined) return <></>
  return (
    <nav class="pager" aria-label="Pages of this list">
      {first === undefined ? <span></span> : <a href={first}>← Newest</a>}
      {next === undefined ? (
        <span></span>
      ) : (
        <a href={next} rel="next">
          Older →
        </a>
      )}
    </nav>
  )
}
