/** The ways events travel, and the interface for one of your own. */

export {
  blockingTransport,
  fetchTransport,
  httpTransport,
  memoryTransport,
  threadedTransport,
} from 'raven-ts/node'
export type {
  Answer,
  MemoryTransport,
  Transport,
  TransportFactory,
  TransportRequest,
  TransportSettings,
} from 'raven-ts'
