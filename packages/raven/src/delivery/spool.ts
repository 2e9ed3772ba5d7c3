/** Where finished events wait until the server has them, as delivery sees it. */

/** An event in the spool. */
export interface SpooledEvent {
  /** 32 lower-case hex digits. */
  readonly id: string
  /** When it was captured, milliseconds since 1970. */
  readonly time: number
  /** The items of its envelope; undefined when the record is damaged. */
  read(): Uint8Array | undefined
  /** It needs to be kept no longer. */
  ack(): void
}

/** What processes that ended left behind. */
export interface Adoption {
  /** Oldest file first. */
  readonly events: readonly SpooledEvent[]
  /** Ids of events that were captured and never finished. */
  readonly interrupted: readonly string[]
  /** Events whose records are too damaged to be named. */
  readonly damaged: number
  /** Somebody was told of these losses, or of some. Until then they are found again, should this process end. */
  readonly told: (ids?: ReadonlySet<string>) => void
  /** When another look is worth while, in milliseconds from now: 0 when there is more already. */
  readonly againMs?: number
}

/** Events that had to go, oldest first, because the folder was full. */
export interface Eviction {
  readonly ids: readonly string[]
  /** Whether a look has told of them before, or this process wrote them. */
  readonly isKnown: boolean
}

/** A spool never throws: what it cannot keep stays in memory, and it says so once. */
export interface Spool {
  /** Notes at once that an event was captured; holds no data of it. */
  intent(id: string, time: number): void
  /** The captured event came to an end without being kept here. */
  discard(id: string): void
  /** Keeps a finished event. Undefined when it could not; a later try may succeed. */
  append(id: string, time: number, payload: Uint8Array): SpooledEvent | undefined
  /** Takes over what dead processes left for the same DSN since the last look. */
  adopt(): Adoption
  /** Deletes files whose events have all ended; what comes later makes new ones. */
  tidy(): void
  /** Nothing more is written. What was not acknowledged is left to the next client. */
  close(): void
}

/** What whoever opens a spool says, and is told. */
export interface SpoolUse {
  /** Whether nothing is sent from here, so that what is kept grows no older. Default false. */
  readonly onlyKeeps?: boolean
  /** Called once, with a line for people, when events can only be kept in memory for now. */
  readonly onUnusable: (why: string) => void
  /** Called when so many events were deleted that nobody came back for, of other DSNs. */
  readonly onAbandoned?: (count: number) => void
  /** Called when events had to go. */
  readonly onEvicted: (eviction: Eviction) => void
}
