/** What runs in the worker thread: take a request, send it, answer, wake whoever waits. */

import { workerData, type MessagePort } from 'node:worker_threads'

import { createPoster } from './post.ts'
import type { Answer, TransportRequest, TransportSettings } from './transport.ts'

/** What the thread is started with. */
export interface WorkerStart {
  readonly port: MessagePort
  /** One counter, raised with each answer, so that a blocked main thread can sleep on it. */
  readonly answers: Int32Array
  readonly settings: TransportSettings
}

/** A request on its way into the thread. */
export interface WorkerRequest extends TransportRequest {
  readonly number: number
}

/** An answer on its way out. */
export interface WorkerAnswer {
  readonly number: number
  readonly answer: Answer
}

/** `workerData` is untyped; the one who starts this thread fills it as {@link WorkerStart} says. */
const started: unknown = workerData
const { port, answers, settings } = started as WorkerStart
const poster = createPoster(settings)

port.on('message', ({ number, ...request }: WorkerRequest) => {
  poster.post(request, (answer) => {
    const message: WorkerAnswer = { number, answer }
    port.postMessage(message)
    Atomics.add(answers, 0, 1)
    Atomics.notify(answers, 0)
  })
})
