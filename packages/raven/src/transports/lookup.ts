/**
 * Looks up host names without holding up the end of a process.
 *
 * The system's own look-up cannot be given up: while it waits for a name server that is silent, no
 * process and no thread can end, often for half a minute. So the name server is first asked by a query
 * that can be given up. If it answers at all, whatever it answers, the system is asked, which is quick
 * then, and knows what else there is: search domains, other families, other sources.
 */

import type { LookupFunction } from 'node:net'

/** What a look-up is made of; all can be left out. */
export interface LookupParts {
  /** The system's own list of names. Where there is none, the system alone is asked. */
  readonly hostsFile?: string
  /** Name servers to ask, in place of the system's. */
  readonly servers?: readonly string[]
  readonly system?: LookupFunction
}

/** The longest one name server is waited for; it takes up to twice as long to be noticed. */
const PATIENCE = { timeout: 1_000, tries: 1 }
const MAX_HOSTS_BYTES = 1024 * 1024

/** A look-up for connections; its errors are those of the system or of the query. */
export function createLookup({
  hostsFile = '/etc/hosts',
  servers,
  system,
}: LookupParts = {}): LookupFunction {
  const dns = process.getBuiltinModule('node:dns')
  const ask = system ?? dns.lookup
  return (name, options, callback) => {
    const hosts = readHosts(hostsFile)
    if (hosts === undefined || namesIn(hosts).has(name.toLowerCase()))
      return ask(name, options, callback)
    const resolver = new dns.Resolver(PATIENCE)
    if (servers) resolver.setServers(servers)
    resolver.resolve4(name, (error) => {
      if (error?.code === dns.TIMEOUT) callback(error, [])
      else ask(name, options, callback)
    })
  }
}

function readHosts(path: string): string | undefined {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
  try {
    return statSync(path).size > MAX_HOSTS_BYTES ? '' : readFileSync(path, 'utf8')
  } catch {
    return undefined // systems that keep their names elsewhere
  }
}

/** Names in the lines of a hosts file: an address, its names, and perhaps a comment. */
function namesIn(hosts: string): ReadonlySet<string> {
  const names = hosts.split('\n').flatMap((line) => {
    const [fields = ''] = line.split('#', 1)
    return fields.toLowerCase().split(/\s+/).filter(Boolean).slice(1)
  })
  return new Set(['localhost', ...names])
}
