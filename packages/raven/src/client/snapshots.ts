/** The caller's time: what was thrown or said becomes a snapshot that nothing can change any more. */

import type { Snapshot } from '../events/build-event.ts'
import { snapshotChain } from '../events/chain.ts'
import { logEntry, type MessageParams } from '../events/message.ts'
import type { CaptureOptions, ResolvedOptions } from '../options.ts'
import type { Json, JsonObject, Mechanism } from '../protocol/event.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { CarriedContext } from '../scope/carried.ts'
import { mergeScopes, scopeOf, tagsOf, type ScopeData } from '../scope/scope-data.ts'
import type { Scopes } from '../scope/scopes.ts'
import { takeStack } from '../stack/call-sites.ts'
import type { Site } from '../stack/site-cache.ts'
import type { StackReader } from '../stack/stack-reader.ts'
import { jsonObjectOf } from '../values/json-object.ts'
import { LIMITS, normalize } from '../values/normalize.ts'
import { levelOf } from './levels.ts'

/** What making snapshots needs. */
export interface SnapshotParts {
  readonly runtime: Runtime
  readonly options: ResolvedOptions
  readonly reader: StackReader
  readonly scopes: Scopes
  readonly carried: CarriedContext
}

/** Makes the snapshots of one client. `above` is the method of ours from which on inwards frames are not the program's. */
export class Snapshots {
  readonly #parts: SnapshotParts

  constructor(parts: SnapshotParts) {
    this.#parts = parts
  }

  /** Any value as JSON within the client's limits. */
  toJson(value: unknown): Json {
    const { stringMaxLength, listMaxLength } = this.#parts.options
    return normalize(value, {
      ...LIMITS,
      text: stringMaxLength || LIMITS.text,
      width: listMaxLength || LIMITS.width,
    })
  }

  exception(
    id: string,
    thrown: unknown,
    options: CaptureOptions,
    mechanism: Mechanism,
    above: unknown,
  ): Snapshot {
    const errors = snapshotChain(thrown, mechanism, this.#parts.reader, () => this.#here(above))
    const carried = this.#parts.carried.of(thrown)
    return { ...this.#common(id, options, carried), errors }
  }

  message(
    id: string,
    message: string,
    params: MessageParams | undefined,
    options: CaptureOptions,
    above: unknown,
  ): Snapshot {
    const sites = this.#stackFor(options.stack ?? this.#parts.options.autoLogStacks, above)
    const entry = logEntry(message, params, (value) => this.toJson(value))
    return { ...this.#common(id, options, undefined), logentry: entry, ...(sites ? { sites } : {}) }
  }

  #common(id: string, options: CaptureOptions, carried: ScopeData | undefined): Snapshot {
    const { runtime, scopes } = this.#parts
    const time = options.date === undefined ? runtime.now() : Number(options.date)
    return {
      id,
      time: Number.isFinite(time) ? time : runtime.now(),
      level: levelOf(options.level ?? options.data?.level, 'error'),
      scope: this.#scope(
        carried ? mergeScopes(scopes.current(), carried) : scopes.current(),
        options,
      ),
      own: this.#own(options),
    }
  }

  #scope(scope: ScopeData, { tags, extra, user, request, data }: CaptureOptions): ScopeData {
    const given = { tags, extra, user, request }
    if (!data && Object.values(given).every((part) => part === undefined)) return scope
    const toJson = (value: unknown): Json => this.toJson(value)
    const fromData = scopeOf(
      { tags: data?.tags, extra: data?.extra, user: data?.user, request: data?.request },
      toJson,
    )
    return mergeScopes(scope, mergeScopes(fromData, scopeOf(given, toJson)))
  }

  /** What this call says of its one event besides context. */
  #own({ data, culprit, fingerprint, logger, timeSpent }: CaptureOptions): JsonObject {
    const {
      tags: _tags,
      extra: _extra,
      user: _user,
      request: _request,
      level: _level,
      ...attributes
    } = data ?? {}
    const said: Record<string, unknown> = {
      ...attributes,
      ...(culprit === undefined ? {} : { transaction: culprit }),
      ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.map(String) }),
      ...(logger === undefined ? {} : { logger }),
      ...(timeSpent === undefined ? {} : { contexts: { raven: { time_spent: timeSpent } } }),
    }
    return Object.keys(said).length === 0 ? {} : jsonObjectOf(this.toJson(said))
  }

  #stackFor(stack: boolean | Error, above: unknown): readonly Site[] | undefined {
    if (stack === false) return undefined
    return stack === true ? this.#here(above) : this.#parts.reader.sitesOf(stack, stack.message)
  }

  /** Where the program called us. */
  #here(above: unknown): readonly Site[] {
    const { reader } = this.#parts
    const marker = new Error('here')
    takeStack(marker, above)
    const sites = reader.sitesOf(marker, marker.message)
    return sites.length > 0 ? sites : reader.sitesOf(new Error('here'), 'here')
  }
}

/** Tags as options give them, for every event of a client. */
export function baseTags({ tags, site }: ResolvedOptions): Record<string, string> {
  return { ...(site === undefined ? {} : { site }), ...tagsOf(tags) }
}
