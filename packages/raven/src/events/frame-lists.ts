/**
 * The frames of whole stacks, found again.
 *
 * What fails again mostly fails by the same calls, and its frames are then the very list they were the
 * last time: masked, encoded, and with the ids of their files.
 */

import type { DebugImage, Frame } from '../protocol/event.ts'
import type { Site } from '../stack/site-cache.ts'
import type { StackReader } from '../stack/stack-reader.ts'
import type { Fragments } from '../values/fragments.ts'
import type { SiteVars } from './build-event.ts'

interface Stack {
  readonly sites: readonly Site[]
  readonly frames: readonly Frame[]
}

/** Stacks remembered; a list takes as much memory as its JSON. */
const MAX_STACKS = 50

/** The frames of one client. */
export class FrameLists {
  readonly #reader: Pick<StackReader, 'framesOf' | 'imagesOf'>
  readonly #fragments: Fragments
  /** One for each innermost call. */
  readonly #stacks = new Map<Site, Stack>()
  readonly #images = new WeakMap<readonly Frame[], readonly DebugImage[]>()

  constructor(reader: Pick<StackReader, 'framesOf' | 'imagesOf'>, fragments: Fragments) {
    this.#reader = reader
    this.#fragments = fragments
  }

  /** Oldest call first; see {@link StackReader.framesOf}. */
  framesOf(sites: readonly Site[], vars?: SiteVars): readonly Frame[] {
    const [innermost] = sites
    if (vars || !innermost) return this.#reader.framesOf(sites, vars)
    const known = this.#stacks.get(innermost)
    if (known && isSame(known.sites, sites)) return known.frames
    const frames = this.#reader.framesOf(sites)
    if (this.#fragments.keepList(frames)) this.#remember(innermost, { sites, frames })
    return frames
  }

  /** The ids that builds gave to the files of these frames. */
  imagesOf(frames: readonly Frame[]): readonly DebugImage[] {
    const known = this.#images.get(frames)
    if (known) return known
    const images = this.#reader.imagesOf(frames)
    // what is known as a whole is final, and so are the files it was made from
    if (this.#fragments.maskedIn(frames)) this.#images.set(frames, images)
    return images
  }

  #remember(innermost: Site, stack: Stack): void {
    if (this.#stacks.size >= MAX_STACKS) this.#stacks.clear()
    this.#stacks.set(innermost, stack)
  }
}

function isSame(some: readonly Site[], others: readonly Site[]): boolean {
  return some.length === others.length && some.every((site, i) => site === others[i])
}
