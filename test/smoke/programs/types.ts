import { Client, SetupError, type Event, type Outcome, type Stats } from 'raven-ts'
import { ravenExpress } from 'raven-ts/contrib/express'
import type { Client as NodeClient } from 'raven-ts/node'
import { Sanitizer } from 'raven-ts/processors'
import { parseDsn } from 'raven-ts/protocol'
import { record } from 'raven-ts/testing'
import { memoryTransport } from 'raven-ts/transports'

export const client: NodeClient = new Client('http://public:secret@localhost:9000/1')
export const id: string = client.captureException(new Error('x'))
export const stats: Stats = client.stats()
export const flushed: Promise<boolean> = client.flush()
export const outcome: Promise<Outcome> = client.delivered(id)
export const events: Promise<readonly Event[]> = record().events()
export const middleware = ravenExpress({ client })
export const parts = [Sanitizer, SetupError, parseDsn, memoryTransport]

// @ts-expect-error an event id is text
export const wrong: number = client.captureMessage('x')
