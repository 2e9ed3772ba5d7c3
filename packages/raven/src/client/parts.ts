/** Parts of a client that are made once from its platform and options. */

import { sealingCrumbs } from './crumbs.ts'
import { FrameLists } from '../events/frame-lists.ts'
import type { ResolvedOptions } from '../options.ts'
import { hookOf } from '../processors/processor.ts'
import type { NamedHook } from '../processors/run-hooks.ts'
import { Sanitizer } from '../processors/sanitizer.ts'
import type { Event, Frame, Json } from '../protocol/event.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { Scopes } from '../scope/scopes.ts'
import { ownFolder, type InAppRules } from '../stack/in-app.ts'
import { SourceReader } from '../stack/source-lines.ts'
import { StackReader, type Sealed } from '../stack/stack-reader.ts'
import type { Fragments, MaskedPlace } from '../values/fragments.ts'
import { isRecord, jsonObjectOf } from '../values/json-object.ts'
import { lazily } from '../values/lazily.ts'
import { VERSION } from '../version.ts'
import { Finisher } from './finisher.ts'
import { LocalsWatch, type LocalsWatchOptions } from './locals-watch.ts'
import type { Platform } from './platform.ts'
import { baseTags, limitsOf } from './snapshots.ts'

/** Reads stacks by the options' rules. */
export function createReader(
  { runtime, createMaps }: Platform,
  options: ResolvedOptions,
  fragments: Fragments,
  sanitizer: Sanitizer | undefined,
): StackReader {
  const { readText, stackHeader, mapsStacks } = runtime
  const asText = options.stackCapture === 'text'
  const root = runtime.cwd ?? ''
  return new StackReader({
    fragments,
    ...(sanitizer ? { seal: (frame) => sealFrame(frame, sanitizer) } : {}),
    rules: rulesOf(runtime, options),
    ...(readText
      ? { sources: new SourceReader((path, maxBytes) => readText(path, maxBytes), runtime.now) }
      : {}),
    maps: createMaps?.(root),
    ...(stackHeader && !asText ? { header: stackHeader, mapsStacks } : {}),
  })
}

/** Which frames are the program's own, by the options. */
function rulesOf(
  { cwd, moduleUrl }: Runtime,
  { includePaths, excludePaths }: ResolvedOptions,
): InAppRules {
  return {
    root: cwd ?? '',
    include: includePaths,
    exclude: excludePaths,
    own: ownFolder(moduleUrl),
  }
}

/** Sees variables by the options' rules; undefined when they are not wanted. */
export function createLocalsWatch(
  platform: Platform,
  options: ResolvedOptions,
  say: LocalsWatchOptions['say'],
): LocalsWatch | undefined {
  const { runtime } = platform
  if (options.captureLocals === false) return undefined
  return new LocalsWatch({
    platform,
    say,
    locals: {
      all: options.captureLocals === 'all',
      rules: rulesOf(runtime, options),
      limits: limitsOf(options),
      isProxy: runtime.isProxy ?? (() => false),
    },
  })
}

/** A frame as it will leave, wherever it stands. */
function sealFrame(made: Frame, sanitizer: Sanitizer): Sealed {
  const { value, masked } = sanitizer.sanitizePiece('exception', made)
  return { frame: isRecord(value) ? value : {}, masked }
}

/** A piece of an attribute as it will leave: masked and encoded once, for all events it is part of. */
function sealPiece<T extends object>(attribute: string, piece: T, needs: SealNeeds): T {
  const { sanitizer, fragments } = needs
  const { value = piece, masked } = sanitizer?.sanitizePiece(attribute, piece) ?? {}
  const clean = { ...(typeof value === 'object' ? value : {}) } as T // only texts in it were changed
  return fragments.keep(clean, masked)
}

type SealNeeds = Pick<FinisherNeeds, 'sanitizer' | 'fragments'>

/** Masks by the options' rules, and `secrets` to the letter; undefined when masking is switched off. */
export function createSanitizer(
  { scrub, sanitizeKeys }: ResolvedOptions,
  fragments: Fragments,
  secrets: ReadonlySet<string>,
): Sanitizer | undefined {
  const known = (piece: object): readonly MaskedPlace[] | undefined => fragments.maskedIn(piece)
  return scrub ? new Sanitizer({ sanitizeKeys, known, secrets }) : undefined
}

/** What a finisher takes from the client itself. */
export interface FinisherNeeds {
  readonly reader: StackReader
  readonly fragments: Fragments
  readonly sanitizer: Sanitizer | undefined
  readonly toJson: (value: unknown) => Json
  readonly onHookFailed: (hook: string, error: unknown) => void
  readonly localsWatch: LocalsWatch | undefined
}

/** Makes events by the options' rules. */
export function createFinisher(
  platform: Platform,
  options: ResolvedOptions,
  needs: FinisherNeeds,
): Finisher {
  const { reader, fragments } = needs
  const frames = new FrameLists(reader, fragments)
  return new Finisher({
    parts: {
      framesOf: (sites, vars) => frames.framesOf(sites, vars),
      imagesOf: (list) => frames.imagesOf(list),
      crumbsOf: sealingCrumbs((crumb) => sealPiece('breadcrumbs', crumb, needs), fragments),
      modules: lazily(() => {
        const modules = modulesOf(platform, options)
        return modules && sealPiece('modules', modules, needs)
      }),
      shared: lazily(() => sharedAttributes(platform, options, needs)),
      tags: baseTags(options),
      extra: jsonObjectOf(needs.toJson(options.extra)),
    },
    mapsFor: (sites) => reader.mapsFor(sites),
    mapNow: (sites) => reader.mapNow(sites),
    hooks: namedHooks(options),
    sanitizer: needs.sanitizer,
    onHookError: options.onHookError,
    ...(options.sendDefaultPii ? {} : { userAttrs: options.userAttrs }),
    hold: platform.runtime.hold,
    fragments,
    onHookFailed: needs.onHookFailed,
    localsWatch: needs.localsWatch,
  })
}

/** What all events of one client have in common. */
function sharedAttributes(
  { runtime, sdkName }: Platform,
  options: ResolvedOptions,
  needs: SealNeeds,
): Event {
  const serverName = options.name ?? runtime.hostName
  const contexts = Object.entries(runtime.contexts()).map(
    ([name, context]) => [name, sealPiece('contexts', context, needs)] as const,
  )
  return {
    platform: runtime.platform,
    environment: options.environment,
    ...(options.release === undefined ? {} : { release: options.release }),
    ...(serverName === undefined ? {} : { server_name: serverName }),
    contexts: Object.fromEntries(contexts),
    ...(Object.keys(options.repos).length === 0 ? {} : { repos: options.repos }),
    sdk: sealPiece('sdk', { name: sdkName, version: VERSION }, needs),
  }
}

/** Versions of the packages named as the program's own, and of the runtime. */
function modulesOf(
  { runtime, packageVersions }: Platform,
  options: ResolvedOptions,
): Readonly<Record<string, string>> | undefined {
  if (!options.includeVersions || runtime.version === '') return undefined
  return { ...packageVersions?.(options.includePaths), [runtime.name]: runtime.version }
}

function namedHooks({ processors, beforeSend }: ResolvedOptions): NamedHook[] {
  const hooks: NamedHook[] = processors.map((processor) => ({
    name: 'event_processor',
    hook: hookOf(processor),
  }))
  if (beforeSend) hooks.push({ name: 'before_send', hook: beforeSend })
  return hooks
}

/** Context by the options' rules. */
export function createScopes(
  { createStorage }: Runtime,
  { maxBreadcrumbs }: ResolvedOptions,
): Scopes {
  return new Scopes({
    maxBreadcrumbs,
    ...(createStorage ? { createStorage: () => createStorage() } : {}),
  })
}
