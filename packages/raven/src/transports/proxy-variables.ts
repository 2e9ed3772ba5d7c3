/**
 * The proxies that an environment names: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
 *
 * The spelling in lower case wins, and an empty value means none, as with curl. In a CGI program
 * `HTTP_PROXY` is a header that anybody can send, so there only the lower case counts.
 */

import type { Proxies } from './transport.ts'

/** Reads the variables; undefined where they name no proxy. */
export function readProxies(env: (name: string) => string | undefined): Proxies | undefined {
  const read = (name: string) => (env(name.toLowerCase()) ?? env(name))?.trim()
  const isCgi = env('REQUEST_METHOD') !== undefined
  const all = read('ALL_PROXY')
  const http = (isCgi ? env('http_proxy')?.trim() : read('HTTP_PROXY')) ?? all
  const https = read('HTTPS_PROXY') ?? all
  if (!http && !https) return undefined
  return {
    ...(http ? { http } : {}),
    ...(https ? { https } : {}),
    except: read('NO_PROXY') ?? '',
  }
}
