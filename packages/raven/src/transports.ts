/** The ways events travel, and the interface for one of your own. */

export {
  blockingTransport,
  customTransport,
  fetchTransport,
  httpTransport,
  memoryTransport,
  spoolOnlyTransport,
  threadedTransport,
} from 'raven-ts/node'
export type {
  Answer,
  CustomAnswer,
  CustomRequest,
  CustomSend,
  MemoryTransport,
  Proxies,
  Transport,
  TransportClass,
  TransportFactory,
  TransportRequest,
  TransportSettings,
} from 'raven-ts'
