/** Listening to what a queue emits. */

/** The part of an event emitter that is used. */
export interface EmitterLike {
  on(event: never, listener: () => void): unknown
  off(event: never, listener: () => void): unknown
}

/** One that says what it is called. */
export interface NamedEmitter extends EmitterLike {
  readonly name: string
}

/** What is to be heard, by its name. */
export type Listeners = Readonly<Record<string | symbol, (...args: never[]) => void>>

/** Listens from now on. Answers the undo. */
export function listen(emitter: EmitterLike, listeners: Listeners): () => void {
  const undo = Reflect.ownKeys(listeners).map((event) => {
    const listener = quiet(listeners[event] as () => void) // each is there, and takes what its event brings
    // emitters type their events, each its own
    emitter.on(event as never, listener)
    return () => emitter.off(event as never, listener)
  })
  return () => undo.forEach((one) => one())
}

/** The same function, which throws nothing: a getter of the program's own may fail, and the queue goes on. */
export function quiet<A extends unknown[]>(listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args)
    } catch {
      // said above
    }
  }
}
