/** Says what keeps events from arriving until a person acts: a certificate or a proxy that refuses. */

import type { Answer, Transport } from '../transports/transport.ts'

/** The answer of a proxy that wants to know who asks; servers do not give it. */
const PROXY_AUTHENTICATION = 407

type Say = (topic: string, line: string) => void

/** The transport as it is; each kind of trouble is said once. */
export function sayingFaults(transport: Transport, say: Say): Transport {
  const told = (answer: Answer) => {
    const line = lineFor(answer)
    if (line !== undefined) say(line.slice(0, line.indexOf(':')), line)
  }
  return {
    concurrency: transport.concurrency,
    blocks: transport.blocks === true,
    send: (request, done) =>
      transport.send(request, (answer) => {
        told(answer)
        done(answer)
      }),
    get wait() {
      return transport.wait && ((ms: number) => transport.wait?.(ms) ?? false)
    },
    close: () => transport.close(),
  }
}

function lineFor(answer: Answer): string | undefined {
  if (answer.ok) {
    return answer.status === PROXY_AUTHENTICATION
      ? 'a proxy wants credentials, and events are kept until it has them: HTTP 407'
      : undefined
  }
  if (answer.fault === 'certificate')
    return `the server's certificate is refused, and events are kept until that changes: ${answer.error}`
  if (answer.fault === 'proxy')
    return `a proxy lets nothing through, and events are kept until that changes: ${answer.error}`
  return undefined
}
