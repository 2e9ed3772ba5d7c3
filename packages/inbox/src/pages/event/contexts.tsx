/** What the client knows of the surroundings: runtime, system, device and whatever else it names. */

import type { Event, JsonObject } from 'raven-ts/protocol'
import { counted, cut } from '../parts/words.ts'
import { type Entry, Values, entriesOf } from './values.tsx'

const MAX_CONTEXTS = 40
const MAX_MODULES = 500

/** A context's values; `type` only repeats its name. */
function valuesOf(name: string, context: JsonObject): readonly Entry[] {
  return entriesOf(context).filter(([key, value]) => key !== 'type' || value !== name)
}

/** The contexts that hold something. */
export function contextsOf(event: Event): readonly (readonly [string, readonly Entry[]])[] {
  return Object.entries(event.contexts ?? {})
    .map(([name, context]) => [name, valuesOf(name, context)] as const)
    .filter(([, values]) => values.length > 0)
}

/** One list per context. */
export function Contexts({ contexts }: { readonly contexts: ReturnType<typeof contextsOf> }) {
  const left = contexts.length - MAX_CONTEXTS
  return (
    <>
      <div class="contexts">
        {contexts.slice(0, MAX_CONTEXTS).map(([name, values]) => (
          <section>
            <h3>{cut(name, 100)}</h3>
            <Values entries={values} />
          </section>
        ))}
      </div>
      {left > 0 && <p class="quiet">{counted(left, 'more context')}: see the JSON of this page.</p>}
    </>
  )
}

/** The packages a program runs with, folded: there are many, and they are rarely the cause. */
export function Modules({ modules }: { readonly modules: NonNullable<Event['modules']> }) {
  const entries = Object.entries(modules)
  const left = entries.length - MAX_MODULES
  return (
    <details>
      <summary>{counted(entries.length, 'module')}</summary>
      <ul class="modules">
        {entries.slice(0, MAX_MODULES).map(([name, version]) => (
          <li>
            <span>{cut(name, 200)}</span> <span class="quiet">{cut(version, 100)}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <p class="quiet">{counted(left, 'more module')}: see the JSON of this page.</p>}
    </details>
  )
}
