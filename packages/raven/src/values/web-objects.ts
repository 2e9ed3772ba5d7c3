/**
 * The web platform's objects as the plain data they stand for.
 *
 * They are read by the platform's own methods. Bodies are never read: a body can be read only once,
 * and that once belongs to the program.
 */

type Fields = Readonly<Record<string, unknown>>

/** Plain fields of a `Headers`, `Request`, `Response`, `FormData`, `URLSearchParams`, `Blob` or `File`; else undefined. May throw. */
export function webFields(value: object): Fields | undefined {
  if (isA('Headers', value)) return pairs((each) => Headers.prototype.forEach.call(value, each))
  if (isA('URLSearchParams', value))
    return pairs((each) => URLSearchParams.prototype.forEach.call(value, each))
  if (isA('FormData', value)) return pairs((each) => FormData.prototype.forEach.call(value, each))
  if (isA('Request', value)) return read(Request.prototype, value, ['method', 'url', 'headers'])
  if (isA('Response', value))
    return read(Response.prototype, value, ['status', 'statusText', 'url', 'headers'])
  if (isA('Blob', value)) return read(Blob.prototype, value, ['type', 'size'])
  if (isA('File', value)) return read(File.prototype, value, ['name', 'type', 'size'])
  return undefined
}

/** Entries read of a `Headers` and its like; the walk cuts further. */
const MAX_ENTRIES = 1_000
/** Classes of one object that are looked at. */
const MAX_CLASSES = 8

interface WebClasses {
  readonly Headers: Headers
  readonly URLSearchParams: URLSearchParams
  readonly FormData: FormData
  readonly Request: Request
  readonly Response: Response
  readonly Blob: Blob
  readonly File: File
}

/**
 * Some runtimes lack some classes, and Node loads its HTTP client when the name of one of them is read.
 * So an object has to say that it is one before anybody looks.
 */
function isA<K extends keyof WebClasses>(name: K, value: object): value is WebClasses[K] {
  if (tagOf(value) !== name) return false
  const found: unknown = Reflect.get(globalThis, name)
  return typeof found === 'function' && value instanceof found
}

/** What the object's classes call it, without running any code of theirs. */
function tagOf(value: object): unknown {
  let proto: unknown = Object.getPrototypeOf(value)
  for (let depth = 0; typeof proto === 'object' && proto !== null && depth < MAX_CLASSES; depth++) {
    const tag = Object.getOwnPropertyDescriptor(proto, Symbol.toStringTag)
    if (tag) return tag.value
    proto = Object.getPrototypeOf(proto)
  }
  return undefined
}

/** A name that occurs again gets a list. */
function pairs(forEach: (each: (value: unknown, name: string) => void) => void): Fields {
  const found = new Map<string, unknown[]>()
  let entries = 0
  forEach((value, name) => {
    if (entries++ < MAX_ENTRIES) found.set(name, [...(found.get(name) ?? []), value])
  })
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function read(prototype: object, value: object, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, Reflect.get(prototype, name, value)]))
}
