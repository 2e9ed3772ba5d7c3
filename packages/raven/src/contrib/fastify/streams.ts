/** Bodies that fail while they are sent: no hook is told of them. */

import { passThrough } from 'raven-ts/contrib/web'

/** The part of a response that is read. */
export interface BodySink {
  readonly destroyed: boolean
  once(event: 'pipe', listener: (source: Source) => void): unknown
}

/** The part of a stream that is used. */
interface Source {
  prependOnceListener(event: 'error', listener: (error: unknown) => void): unknown
}

/** The body to send in place of `payload`: itself, unless it is a web stream, which tells its failure to its reader only. */
export function watchBody(
  payload: unknown,
  sink: BodySink,
  report: (error: unknown) => void,
): unknown {
  if (typeof payload !== 'object' || payload === null) return payload
  if (payload instanceof ReadableStream)
    return payload.locked ? payload : passThrough(payload, report)
  if (payload instanceof Response) return watchResponse(payload, report)
  if ('pipe' in payload) watchPipe(sink, report)
  return payload
}

/** Reports what the stream fails with that is piped into a response. Hooks may still put another stream in its place; the one that is piped in the end counts. */
export function watchPipe(sink: BodySink, report: (error: unknown) => void): void {
  sink.once('pipe', (source) => {
    // before Fastify ends the answer: what fails because the client went away is no failure of ours
    source.prependOnceListener('error', (error) => {
      if (!sink.destroyed) report(error)
    })
  })
}

function watchResponse(response: Response, report: (error: unknown) => void): Response {
  const { body } = response
  return body === null || response.bodyUsed
    ? response
    : new Response(passThrough(body, report), response)
}
