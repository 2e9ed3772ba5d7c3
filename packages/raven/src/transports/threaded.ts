/**
 * Sends from a worker thread, so that compressing and talking cost the program's own thread nothing.
 *
 * The thread goes on while the main thread is blocked; that is how an event still arrives from a
 * process that is ending. It starts with the first request and never keeps the process alive.
 */

import type * as Threads from 'node:worker_threads'

import { QUIET_THREAD } from '../runtime/quiet-thread.ts'
import { httpTransport } from './http.ts'
import { MAX_SOCKETS } from './opener.ts'
import type { Answer, Transport, TransportRequest, TransportSettings } from './transport.ts'
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-main.ts'
import source from './worker-main.ts?source'

/** The transport of a thread. Where no thread can start, requests go out from the event loop. */
export function threadedTransport(settings: TransportSettings): Transport {
  return new ThreadedTransport(settings)
}

/** The thread's engine would let 30 MB of garbage lie before it looks at it. */
const YOUNG_MB = 4

/** A started thread and the way to talk to it. */
interface Thread {
  readonly worker: Threads.Worker
  readonly port: Threads.MessagePort
}

class ThreadedTransport implements Transport {
  readonly concurrency = MAX_SOCKETS
  readonly #settings: TransportSettings
  readonly #answers = new Int32Array(new SharedArrayBuffer(4))
  readonly #pending = new Map<number, (answer: Answer) => void>()
  #thread: Thread | undefined
  #fallback: Transport | undefined
  #number = 0
  #closed = false

  constructor(settings: TransportSettings) {
    this.#settings = settings
  }

  send(request: TransportRequest, done: (answer: Answer) => void): void {
    if (this.#closed) return done({ ok: false, error: 'closed' })
    const thread = this.#running()
    if (!thread) {
      this.#loop().send(request, done)
      return
    }
    const number = this.#number++
    this.#pending.set(number, done)
    const { url, headers, body } = request
    const message: WorkerRequest = { url, headers, body, number }
    const { buffer } = body
    const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === body.byteLength
    thread.port.postMessage(message, request.isLast === true && isWhole ? [buffer] : [])
  }

  get wait(): ((ms: number) => boolean) | undefined {
    return this.#fallback ? undefined : this.#wait
  }

  close(): void {
    this.#closed = true
    const thread = this.#thread
    this.#thread = undefined
    thread?.port.close()
    void thread?.worker.terminate() // resolves when the thread is gone; it never rejects
    this.#fallback?.close()
    this.#failAll('closed')
  }

  readonly #wait = (ms: number): boolean => {
    const deadline = performance.now() + ms
    while (this.#thread && this.#pending.size > 0) {
      // Read before looking for answers: one that comes in between raises it, and the sleep is none.
      const seen = Atomics.load(this.#answers, 0)
      if (this.#takeAnswers()) return true
      const left = deadline - performance.now()
      if (left <= 0) break
      Atomics.wait(this.#answers, 0, seen, left)
    }
    return false
  }

  #running(): Thread | undefined {
    if (this.#fallback) return undefined
    this.#thread ??= this.#start()
    return this.#thread
  }

  /** Undefined where threads are forbidden or cannot start; from then on the event loop sends. */
  #start(): Thread | undefined {
    try {
      const { MessageChannel, Worker } = threads()
      const { port1: port, port2 } = new MessageChannel()
      const workerData: WorkerStart = {
        port: port2,
        answers: this.#answers,
        settings: this.#settings,
      }
      const worker = new Worker(source, {
        ...QUIET_THREAD,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        workerData,
        transferList: [port2],
      })
      worker.on('error', () => this.#lost())
      worker.on('exit', () => this.#lost())
      port.on('message', (message: WorkerAnswer) => this.#take(message))
      worker.unref()
      port.unref()
      return { worker, port }
    } catch {
      this.#loop()
      return undefined
    }
  }

  #loop(): Transport {
    this.#fallback ??= httpTransport(this.#settings)
    return this.#fallback
  }

  #lost(): void {
    if (!this.#thread) return
    this.#thread = undefined
    this.#loop()
    this.#failAll('the sending thread ended')
  }

  #failAll(error: string): void {
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const done of waiting) done({ ok: false, error })
  }

  #takeAnswers(): boolean {
    let taken = false
    while (this.#thread) {
      const received: { message: WorkerAnswer } | undefined = threads().receiveMessageOnPort(
        this.#thread.port,
      )
      if (!received) break
      this.#take(received.message)
      taken = true
    }
    return taken
  }

  #take({ number, answer }: WorkerAnswer): void {
    const done = this.#pending.get(number)
    this.#pending.delete(number)
    done?.(answer)
  }
}

/** Fetched when first needed: a program that never fails should not load it. */
function threads(): typeof Threads {
  return process.getBuiltinModule('node:worker_threads')
}
