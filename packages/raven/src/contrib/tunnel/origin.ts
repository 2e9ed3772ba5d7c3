/** Which pages may report. Browsers say truly where a page is from; everybody else may say anything. */

/** See `TunnelOptions.allowOrigin`. */
export type OriginRule = boolean | '*' | readonly (string | RegExp)[]

/** What a request says of the page it is from. */
export interface OriginSource {
  readonly header: (name: string) => string | undefined
}

/** Whether a request comes from a page that may report. */
export function isAllowed(rule: OriginRule, { header }: OriginSource): boolean {
  const origin = header('origin')
  if (rule === '*') return true
  if (rule === false) return false
  if (rule === true) return isOwn(origin, header)
  return origin !== undefined && rule.some((one) => matches(one, origin))
}

/** A browser says `same-origin` itself; older ones say the page's address alone. */
function isOwn(origin: string | undefined, header: OriginSource['header']): boolean {
  const site = header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const host = header('host')
  return (
    host !== undefined &&
    URL.canParse(origin ?? '') &&
    new URL(origin ?? '').host === host.toLowerCase()
  )
}

function matches(rule: string | RegExp, origin: string): boolean {
  if (typeof rule === 'string') return rule.toLowerCase() === origin.toLowerCase()
  return new RegExp(rule.source, rule.flags.replace(/[gy]/g, '')).test(origin)
}
