/**
 * Which names we answer to.
 *
 * A page from elsewhere can point its own name at our address (DNS rebinding) and then counts as
 * ours to the browser. It cannot choose the `Host` it sends, so that is where we look.
 */

/** Which hosts are ours. */
export interface HostRules {
  /** Names besides localhost and the loopback addresses, without port. */
  readonly names: readonly string[]
  /** Whether any IP address is ours: nobody can rebind an address. For servers beyond loopback. */
  readonly anyAddress: boolean
}

/** Whether a `Host` header names us. */
export function isOurHost(header: string | undefined, rules: HostRules): boolean {
  const host = hostName(header ?? '')
  if (host === undefined) return false
  if (isLoopbackHost(host) || rules.names.some((name) => name.toLowerCase() === host)) return true
  return rules.anyAddress && (host.startsWith('[') || isIpv4(host))
}

/** Whether this is localhost or a loopback address; IPv6 addresses with or without brackets. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '')
  if (name === 'localhost' || name === '::1') return true
  return isIpv4(name) && name.startsWith('127.')
}

/** The name in a `Host` header, lower case, without its port; nothing when it is none. */
function hostName(header: string): string | undefined {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/.exec(
    header.toLowerCase(),
  )
  return match?.[1]?.replace(/\.$/, '')
}

function isIpv4(name: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(name)
}
