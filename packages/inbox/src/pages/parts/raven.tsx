/** The bird, drawn once for the bar and once for the browser's tab. */

const BIRD =
  'M2.5 9.6 8.2 7.9C9 5 11.5 3 14.6 3c4.2 0 7.4 3.3 7.4 7.6 0 4.9-3.6 8.6-8.7 8.6-1.6 0-3 .5-4.4 1.8-.3-3.3.7-5.3 2-6.8-1.6-.4-2.7-1.6-3-3.2L2.5 9.6Z'

/** The bird, in the colour of the text around it. */
export function Raven() {
  return (
    <svg class="raven" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d={BIRD} fill="currentColor" />
      <circle class="eye" cx="13.4" cy="8.2" r="1.25" />
    </svg>
  )
}

const ICON =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${BIRD}" fill="#4f5bd5"/>` +
  '<circle cx="13.4" cy="8.2" r="1.3" fill="#fff"/></svg>'

/** The bird as the icon of a page, complete in its address. */
export const FAVICON = `data:image/svg+xml,${encodeURIComponent(ICON)}`
