/** The signed-in user, wherever the usual libraries leave it. */

/** Names under which user objects keep their id. */
const ID_NAMES = ['id', '_id', 'sub', 'userId', 'user_id', 'uid']
/** Attributes that have a place of their own in an event; others go to `data`. */
const OWN_PLACE = new Set(['email', 'username', 'name', 'ip_address'])

/**
 * The user of an event: id, whether signed in, and the named attributes. Undefined where nothing on the
 * request tells of users at all.
 */
export function describeUser(
  request: object,
  attrs: readonly string[],
): Record<string, unknown> | undefined {
  const user = signedIn(request)
  if (user === undefined) return tellsOfUsers(request) ? ANONYMOUS : undefined
  const fields = typeof user === 'object' ? user : { id: user }
  const id = ID_NAMES.map((name) => plain(read(fields, name))).find((one) => one !== undefined)
  const named = attrs.map((name) => [name, read(fields, name)] as const)
  const present = named.filter(([, value]) => value !== undefined && typeof value !== 'function')
  const own = present.filter(([name]) => OWN_PLACE.has(name))
  const data = present.filter(([name]) => !OWN_PLACE.has(name))
  return {
    ...(id === undefined ? {} : { id }),
    is_authenticated: true,
    is_anonymous: false,
    ...Object.fromEntries(own),
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data) }),
  }
}

const ANONYMOUS = { is_authenticated: false, is_anonymous: true }

/** Passport puts it on the request, and its id into the session; others have their own places. */
function signedIn(request: object): object | string | number | undefined {
  const session = read(request, 'session')
  const auth = read(request, 'auth')
  const places = [
    read(request, 'user'),
    read(session, 'user'),
    read(read(session, 'passport'), 'user'),
    read(auth, 'credentials'),
    read(auth, 'payload'),
    read(auth, 'user'),
  ]
  return places.find(isUser)
}

function isUser(value: unknown): value is object | string | number {
  if (typeof value === 'object') return value !== null
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

/** Passport is at work, and nobody signed in. */
function tellsOfUsers(request: object): boolean {
  return typeof read(request, 'isAuthenticated') === 'function'
}

/** Database ids are objects that print as text. */
function plain(id: unknown): string | number | undefined {
  if (typeof id === 'string' || typeof id === 'number') return id
  if (typeof id === 'bigint') return id.toString()
  const toHex = read(id, 'toHexString')
  return typeof toHex === 'function' ? String(Reflect.apply(toHex, id, [])) : undefined
}

function read(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Reflect.get(value, name)
}
