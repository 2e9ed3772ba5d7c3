/** The inbox for programs: start one, or mount one. */

export { inbox, startInbox } from './server.ts'
export type { Inbox, MountedInbox, ServerOptions } from './server.ts'
export type { InboxOptions } from './core.ts'
export { PortInUse } from './listen.ts'
export { StoreError } from './store/errors.ts'
export type { StoreCode } from './store/errors.ts'
