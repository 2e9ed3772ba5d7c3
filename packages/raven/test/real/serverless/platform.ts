/** A platform of functions: it stops a process the moment it has its answer. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Running } from '../../support/programs.ts'
import { hang, Receiver, yes, type Received } from '../../support/receiver.ts'

/** What happened, in its order: `event` when one was taken, and `answer`. */
export interface Course {
  readonly receiver: Receiver
  readonly order: string[]
}

/** A receiver that takes events, or leaves their senders hanging. */
export async function course(takes = true): Promise<Course> {
  const order: string[] = []
  const respond = (request: Received, response: ServerResponse): void => {
    order.push('event')
    yes(request, response)
  }
  return { receiver: await Receiver.start(takes ? respond : hang), order }
}

/** What was taken: the item of each envelope. */
export function taken({ receiver }: Course): readonly Record<string, unknown>[] {
  return receiver.received.map(({ body }) => JSON.parse(plain(body).split('\n')[2] ?? '{}'))
}

const plain = (body: Buffer): string => (body[0] === 0x1f ? gunzipSync(body) : body).toString()

/** Notes the answer, and freezes the process for good. */
export function freeze({ child }: Running, { order }: Course): void {
  order.push('answer')
  child.kill('SIGSTOP')
}

/** One answer of Lambda's runtime interface: of which kind, and its body. */
export interface Posted {
  readonly kind: string
  readonly body: string
}

export interface Lambda {
  readonly address: string
  /** Starts it, once: it calls the function with the event. */
  answered(start: () => Running): Promise<Posted>
}

/** Lambda's runtime interface: one call, and no more. */
export async function lambda(event: object, remainingMs: number, on: Course): Promise<Lambda> {
  let running: Running | undefined
  let resolve: (posted: Posted) => void = () => {}
  const posted = new Promise<Posted>((done) => (resolve = done))
  let isAsked = false
  let streamed: Posted | undefined
  const over = (what: Posted): void => {
    if (running) freeze(running, on)
    resolve(what)
  }
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/next')) {
      if (!isAsked) call(response, event, remainingMs)
      else if (streamed) over(streamed)
      isAsked = true // a second one is left hanging
    } else void answer(request, response)
  }).listen(0, '127.0.0.1')
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, url } = request
    const what = { kind: String(url?.split('/').at(-1)), body: await text(request) }
    // a stream may go on after its end, until the runtime asks for the next call
    if (headers['lambda-runtime-function-response-mode'] === 'streaming') {
      streamed = what
      response.writeHead(202).end()
    } else over(what)
  }
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered: (start) => {
      running = start()
      const gone = running.ended.then(({ stdout, stderr }) => {
        throw new Error(`it ended: ${stdout}${stderr}`)
      })
      return Promise.race([posted, gone])
    },
  }
}

function call(response: ServerResponse, event: object, remainingMs: number): void {
  response.writeHead(200, {
    'lambda-runtime-aws-request-id': 'a1b2',
    'lambda-runtime-deadline-ms': String(Date.now() + remainingMs),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:1:function:tea',
    'lambda-runtime-trace-id': 'Root=1',
  })
  response.end(JSON.stringify(event))
}
