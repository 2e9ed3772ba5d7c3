/**
 * The inspector of this very thread, as far as seeing what is thrown needs it.
 *
 * V8 calls us back in the middle of a throw, before anything is unwound, and answers what we ask at
 * once. One call then hands the thrown value and the variables themselves to a function of ours: no
 * text is made of them, no property is set, and nothing has to be found again by number.
 */

import type { Debugger, Runtime as Remote, Session } from 'node:inspector'
import type { ThrownCall } from './runtime.ts'

/** Which throws V8 tells of. */
export type PauseState = 'none' | 'uncaught' | 'all'

/** What is told of each throw. */
export interface ThrowHandlers {
  /** Something is thrown; false when nobody wants to know more. */
  readonly pausing: () => boolean
  readonly wants: (file: string) => boolean
  /** `isUncaught` is what V8 expects of it. */
  readonly thrown: (value: unknown, calls: readonly ThrownCall[], isUncaught: boolean) => void
}

/** Calls looked at, and calls whose variables are read. */
const MAX_CALLS = 50
const MAX_READ = 5
/** Of a program that makes scripts all the time, the first ones are remembered. */
const MAX_SCRIPTS = 20_000
/** From the innermost block out to the function, and no further: what lies around it is not its own. */
const BLOCKS = new Set(['block', 'catch', 'with', 'eval'])

/** V8's name for what it tells of calls at a stop. */
const SHOWN_AT_STOPS = 'backtrace'

const HAND_OVER = 'function (...given) { this(...given) }'

/** One connection to the inspector. */
export class InspectorSession {
  readonly #session: Session
  readonly #handlers: ThrowHandlers
  readonly #files = new Map<string, string>()
  /** The name the inspector has for the function that takes what it hands over. */
  readonly #taker: string
  #calls: readonly Call[] = []
  #isUncaught = false

  /**
   * `expose` makes the function that takes what is handed over reachable, and answers by which
   * expression. Throws where the inspector may not be used.
   */
  constructor(handlers: ThrowHandlers, expose: (taker: Taker) => string) {
    this.#handlers = handlers
    const { Session } = process.getBuiltinModule('node:inspector')
    this.#session = new Session()
    this.#session.connect()
    try {
      this.#session.on('Debugger.scriptParsed', ({ params }) => this.#learn(params))
      this.#session.on('Debugger.paused', ({ params }) => this.#onPaused(params))
      this.#post('Debugger.enable')
      const expression = expose((value, ...scopes) => this.#take(value, scopes))
      const found = this.#post<Remote.EvaluateReturnType>('Runtime.evaluate', { expression })
      this.#taker = found?.result.objectId ?? ''
    } catch (error) {
      this.#session.disconnect()
      throw error
    }
  }

  /** Which throws to tell of from now on. */
  pauseOn(state: PauseState): void {
    this.#post('Debugger.setPauseOnExceptions', { state })
  }

  /** Whether throws are passed over for the time being. */
  skip(skip: boolean): void {
    this.#post('Debugger.setSkipAllPauses', { skip })
  }

  /** While anybody is connected, V8 keeps what the program logs, for somebody who would look at it. */
  forgetLogged(): void {
    this.#post('Runtime.discardConsoleEntries')
  }

  disconnect(): void {
    this.#session.disconnect()
  }

  #learn({ scriptId, url }: Debugger.ScriptParsedEventDataType): void {
    if (url !== '' && this.#files.size < MAX_SCRIPTS) this.#files.set(scriptId, url)
  }

  /** In the midst of a throw of the program, which none of ours may join. */
  #onPaused(paused: Debugger.PausedEventDataType): void {
    try {
      try {
        this.#look(paused)
      } finally {
        this.#release()
      }
    } catch {
      // an inspector that refuses costs the variables of this throw
    }
  }

  #look({ data, callFrames }: Debugger.PausedEventDataType): void {
    if (!this.#handlers.pausing()) return
    const thrown = data as Thrown | undefined
    if (!thrown || !this.#isOurs(thrown.objectId)) return
    const calls = this.#callsOf(callFrames)
    if (!calls.some(({ scopeIds }) => scopeIds.length > 0)) return
    this.#calls = calls
    this.#isUncaught = thrown.uncaught === true
    this.#post('Runtime.callFunctionOn', {
      objectId: this.#taker,
      functionDeclaration: HAND_OVER,
      arguments: [argumentOf(thrown), ...calls.flatMap((call) => call.scopeIds.map(byId))],
      silent: true,
    })
    this.#calls = []
  }

  /** Whoever goes on without being told to keeps everything that was shown, for good. */
  #release(): void {
    this.#post('Runtime.releaseObjectGroup', { objectGroup: SHOWN_AT_STOPS })
  }

  #take(value: unknown, scopes: readonly object[]): void {
    const left = [...scopes]
    const calls = this.#calls.map(({ scopeIds, ...call }) => ({
      ...call,
      scopes: left.splice(0, scopeIds.length),
    }))
    this.#handlers.thrown(value, calls, this.#isUncaught)
  }

  #callsOf(frames: readonly Debugger.CallFrame[]): readonly Call[] {
    let read = 0
    return frames.slice(0, MAX_CALLS).map((frame) => {
      const file = frame.url || (this.#files.get(frame.location.scriptId) ?? '')
      const isRead = read < MAX_READ && file !== '' && this.#handlers.wants(file)
      if (isRead) read++
      return callOf(frame, file, isRead ? this.#scopeIds(frame) : [])
    })
  }

  #scopeIds({ scopeChain }: Debugger.CallFrame): readonly string[] {
    const ids: string[] = []
    for (const { type, object } of scopeChain) {
      const isFunction = type === 'local'
      if (!isFunction && !BLOCKS.has(type)) break
      if (object.objectId !== undefined && this.#isOurs(object.objectId)) ids.push(object.objectId)
      if (isFunction) break
    }
    return ids
  }

  /** Objects of another context, as `node:vm` makes them, cannot be handed to a function of this one. */
  #isOurs(objectId: string | undefined): boolean {
    return objectId === undefined || contextOf(objectId) === contextOf(this.#taker)
  }

  /** Answers at once: both ends are on this thread. */
  #post<T>(method: string, params?: object): T | undefined {
    const answer: { error?: Error | null; result?: T } = {}
    this.#session.post(method, params, (error, result) => {
      answer.error = error
      answer.result = result as T // the protocol's shape for this method
    })
    if (answer.error) throw answer.error
    return answer.result
  }
}

/** What V8 says of a value that is thrown. */
type Thrown = Remote.RemoteObject & { readonly uncaught?: boolean }

/** Takes what was thrown and the variables of the calls. */
export type Taker = (value: unknown, ...scopes: object[]) => void

type Call = Omit<ThrownCall, 'scopes'> & { readonly scopeIds: readonly string[] }

/** `isolate.context.number` */
function contextOf(objectId: string): string {
  return objectId.slice(0, objectId.lastIndexOf('.'))
}

function byId(objectId: string): Remote.CallArgument {
  return { objectId }
}

function argumentOf(thrown: Remote.RemoteObject): Remote.CallArgument {
  const { objectId, unserializableValue } = thrown
  const value: unknown = thrown.value
  if (objectId !== undefined) return { objectId }
  if (unserializableValue !== undefined) return { unserializableValue }
  return value === undefined ? {} : { value }
}

/** Lines and columns count from 0 there, and from 1 in a stack. */
function callOf(
  { functionName, location, scopeChain }: Debugger.CallFrame,
  file: string,
  scopeIds: readonly string[],
): Call {
  const own = scopeChain.find(({ type }) => type === 'local')
  return {
    function: functionName,
    file,
    line: location.lineNumber + 1,
    column: (location.columnNumber ?? 0) + 1,
    holds: (line, column) =>
      own?.startLocation !== undefined &&
      own.endLocation !== undefined &&
      !isBefore(line - 1, column - 1, own.startLocation) &&
      isBefore(line - 1, column - 1, own.endLocation),
    scopeIds,
  }
}

function isBefore(line: number, column: number, place: Debugger.Location): boolean {
  return (
    line < place.lineNumber || (line === place.lineNumber && column < (place.columnNumber ?? 0))
  )
}
