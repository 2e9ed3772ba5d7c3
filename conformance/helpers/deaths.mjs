/** Programs that end in many ways, and a server that counts what arrives. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** How a server may be: well, refusing for now, or silent. */
export const MOODS = ['well', 'unwell', 'silent']

/** How else a server that is not well may answer. */
const NOES = {
  unwell: (response) => response.writeHead(503).end(),
  broken: (response) => response.writeHead(500).end('not JSON'),
  busy: (response) => response.writeHead(429, { 'retry-after': '1' }).end(),
  rejecting: (response) => response.writeHead(400).end('{"detail":"no"}'),
  cutting: (response) => response.destroy(),
  silent: () => {},
}

/** How many errors an event in an envelope stands for. */
function occurrencesIn(envelope) {
  const [, header, payload] = envelope.split('\n', 3)
  if (JSON.parse(header).type !== 'event') return 0
  return JSON.parse(payload).contexts?.raven?.occurrences ?? 1
}

/**
 * A server on loopback. `accepted` counts the ids it said yes to; `held` says how many errors each of
 * them stands for. `mood` is one of `MOODS` or of `NOES`, or a function that chooses one for each request.
 */
export async function startServer() {
  const state = { mood: 'well', accepted: new Map(), held: new Map() }
  const answer = async (request, response) => {
    const chunks = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return // its sender was killed in the middle
    }
    const body = Buffer.concat(chunks)
    const text = (
      request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    ).toString()
    const id = JSON.parse(text.slice(0, text.indexOf('\n'))).event_id
    const mood = typeof state.mood === 'function' ? state.mood() : state.mood
    // what it has already is not refused for good: its sender did not hear the yes, and sends it again
    const isKnown = mood === 'rejecting' && state.accepted.has(id)
    if (mood !== 'well' && !isKnown) return NOES[mood](response)
    state.accepted.set(id, (state.accepted.get(id) ?? 0) + 1)
    if (id !== undefined) state.held.set(id, occurrencesIn(text))
    response.end('{}')
  }
  // cannot reject but for a fault of this suite, which then ends with it
  const server = createServer((request, response) => void answer(request, response))
  server.on('connection', (socket) => socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    state,
    dsn: `http://public:secret@127.0.0.1:${server.address().port}/1`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Runs one of `programs/` to its end; it is killed after a generous while. */
export async function run(program, args, env = {}) {
  const file = fileURLToPath(new URL(`../programs/${program}.mjs`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text))
  }
  const [code, signal] = await once(child, 'close')
  return { code, signal, ids: said.stdout.match(/\b[0-9a-f]{32}\b/g) ?? [], ...said }
}
