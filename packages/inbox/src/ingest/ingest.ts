/**
 * The ingestion door: from a request's bytes to stored events and an answer.
 *
 * An answer of 200 means that the events are committed.
 */

import type { JsonObject } from 'raven-ts/protocol'
import type { Live } from '../live.ts'
import type { NewEvent, Store } from '../store/store.ts'
import type { AccessRules } from './access.ts'
import { Admission } from './admission.ts'
import type { Sender } from './admission.ts'
import { accepted, created, pixel, preflight, refused } from './answer.ts'
import type { Answer } from './answer.ts'
import { Budget } from './budget.ts'
import type { Lease } from './budget.ts'
import { decompress } from './decompress.ts'
import type { Bytes } from './decompress.ts'
import type { Endpoint, IngestPath } from './endpoint.ts'
import { readEnvelope } from './envelope.ts'
import { isOurHost } from './host.ts'
import type { HostRules } from './host.ts'
import { ItemCounts } from './item-counts.ts'
import { DEFAULT_LIMITS, MAX_HELD_BYTES } from './limits.ts'
import type { IngestLimits } from './limits.ts'
import { newEvent } from './new-event.ts'
import type { Surroundings } from './new-event.ts'
import { Refusal, refusalOf } from './refusal.ts'
import { checkDeclaredLength, collect } from './request.ts'
import type { IngestRequest } from './request.ts'
import { checkReportType, readReports } from './security.ts'
import { dataFromQuery, readStoreBody } from './store-body.ts'

/** What {@link Ingest} is made from. */
export interface IngestOptions extends Surroundings {
  readonly store: Store
  readonly live: Live
  readonly access: AccessRules
  readonly hosts: HostRules
  readonly limits?: IngestLimits
  readonly budget?: Budget
  /** Is told what went wrong on our side. */
  readonly onError: (error: unknown) => void
}

/** The ingestion door. */
export class Ingest {
  /** Items acknowledged since the start. */
  readonly counts = new ItemCounts()
  readonly #options: IngestOptions
  readonly #limits: IngestLimits
  readonly #budget: Budget

  constructor(options: IngestOptions) {
    this.#options = options
    this.#limits = options.limits ?? DEFAULT_LIMITS
    this.#budget = options.budget ?? new Budget()
  }

  /** Answers one request to a path of this door. Never rejects. */
  async handle(path: IngestPath, request: IngestRequest): Promise<Answer> {
    let lease: Lease | undefined
    try {
      if (!isOurHost(request.header('host'), this.#options.hosts)) throw wrongHost()
      if (request.method === 'OPTIONS') return preflight()
      if (path === 'unknown') throw new Refusal(404, 'no such endpoint')
      checkMethod(path, request.method)
      checkDeclaredLength(request, this.#limits.maxEncodedBytes)
      lease = this.#budget.enter()
      return await this.#take(path, request, lease)
    } catch (error) {
      return refused(refusalOf(error) ?? this.#failed(error))
    } finally {
      lease?.release()
    }
  }

  #take(endpoint: Endpoint, request: IngestRequest, lease: Lease): Promise<Answer> {
    if (endpoint.kind === 'security') return this.#takeReports(endpoint, request, lease)
    const isEnvelope =
      endpoint.kind === 'envelope' ||
      request.header('content-type')?.startsWith('application/x-sentry-envelope') === true
    if (isEnvelope) return this.#takeEnvelope(endpoint, request, lease)
    return this.#takeStore(endpoint, request, lease)
  }

  async #takeEnvelope(endpoint: Endpoint, request: IngestRequest, lease: Lease): Promise<Answer> {
    const admission = new Admission(this.#options.access, endpoint, request)
    admission.early()
    const { events, eventId } = await readEnvelope(
      this.#body(request, lease, this.#limits.maxEnvelopeBytes),
      {
        ...this.#options,
        limits: this.#limits,
        counts: this.counts,
        authorize: (headers) => admission.byEnvelope(headers),
      },
    )
    await this.#save(events)
    return accepted(eventId)
  }

  async #takeStore(endpoint: Endpoint, request: IngestRequest, lease: Lease): Promise<Answer> {
    const sender = new Admission(this.#options.access, endpoint, request).byRequest()
    const data = request.method === 'GET' ? (request.query.get('sentry_data') ?? '') : undefined
    const body =
      data === undefined
        ? await collect(this.#body(request, lease, this.#limits.maxStoreBytes))
        : dataFromQuery(data)
    const event = this.#arrived(readStoreBody(body, this.#limits), sender)
    this.counts.add(event === undefined ? 'transaction' : 'event')
    if (event) await this.#save([event])
    if (data !== undefined) return pixel()
    return accepted(event?.eventId ?? this.#options.randomId())
  }

  async #takeReports(endpoint: Endpoint, request: IngestRequest, lease: Lease): Promise<Answer> {
    const sender = new Admission(this.#options.access, endpoint, request).byRequest()
    checkReportType(request.header('content-type'))
    const body = await collect(this.#body(request, lease, this.#limits.maxReportBytes))
    const reports = readReports(body, {
      release: request.query.get('sentry_release'),
      environment: request.query.get('sentry_environment'),
    })
    const events = reports.flatMap((report) => this.#arrived(report, sender) ?? [])
    this.counts.add('security', events.length)
    await this.#save(events)
    return created()
  }

  #arrived(json: JsonObject, sender: Sender): NewEvent | undefined {
    if (json['type'] === 'transaction') return undefined
    const raw = Buffer.from(JSON.stringify(json))
    return newEvent({ ...sender, json, raw, eventId: undefined, sentAt: undefined }, this.#options)
  }

  /** The decoded body. Memory for what is held of it is asked for as it arrives. */
  async *#body(request: IngestRequest, lease: Lease, maxDecodedBytes: number): Bytes {
    const encoding = request.header('content-encoding')
    const { maxEncodedBytes } = this.#limits
    let held = 0
    for await (const chunk of decompress(request.body, encoding, {
      maxEncodedBytes,
      maxDecodedBytes,
    })) {
      const more = Math.min(chunk.byteLength, MAX_HELD_BYTES - held)
      lease.grow(more)
      held += more
      yield chunk
    }
  }

  async #save(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return
    const results = await this.#options.store.save(events)
    const arrivals = results.flatMap(({ stored, ...result }, index) => {
      const project = events[index]?.project
      return stored && project !== undefined ? [{ ...result, project }] : []
    })
    this.#options.live.publish(arrivals)
  }

  /** Ours to mend, so the client is told to keep the event for later, and we are told why. */
  #failed(error: unknown): Refusal {
    this.#options.onError(error)
    return new Refusal(503, 'the inbox could not keep it', { headers: { 'retry-after': '5' } })
  }
}

function checkMethod({ kind }: Endpoint, method: string): void {
  const allowed = kind === 'store' ? ['GET', 'POST'] : ['POST']
  if (allowed.includes(method)) return
  throw new Refusal(405, 'method not allowed', { headers: { allow: allowed.join(', ') } })
}

function wrongHost(): Refusal {
  return new Refusal(403, 'this host name is not ours', {
    causes: ['the inbox answers to localhost; name others with --allow-host'],
  })
}
