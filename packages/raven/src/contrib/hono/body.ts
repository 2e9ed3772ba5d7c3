/** What the program read of a request's body: Hono keeps it, so nothing is read for us. */

/** Promises of what was read, by how it was read. */
export type BodyCache = Readonly<Record<string, unknown>>

/** Longer text is left as it is: taking it apart costs more than an event is worth. */
const MAX_JSON = 100_000

interface BodySource {
  readonly raw: Request
  readonly bodyCache: BodyCache
}

/** The body in the form it was read in, JSON as what it says; undefined where nobody read it to its end. */
export async function parsedBody({ raw, bodyCache }: BodySource): Promise<unknown> {
  const read = bodyCache.parsedBody ?? bodyCache.json ?? bodyCache.text
  if (read === undefined) return undefined
  try {
    // a body that is still on its way is not waited for
    const body: unknown = await Promise.race([Promise.resolve(read), Promise.resolve(undefined)])
    const isParsed = typeof body !== 'string' || body.length > MAX_JSON || !isJson(raw)
    return isParsed ? body : (JSON.parse(body) as unknown)
  } catch {
    return undefined // it could not be read, which the program was told
  }
}

function isJson({ headers }: Request): boolean {
  return headers.get('content-type')?.includes('json') === true
}
