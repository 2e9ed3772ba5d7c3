/** Events in tests: a client that sends nothing and remembers everything, and what a test says about it. */

export { record, type RecordOptions } from './record.ts'
export type { Recorder } from './recorder.ts'
export type { AfterHook } from './after-hooks.ts'
export type { Expected } from './expected.ts'
export { ravenMatchers, type RavenMatchers } from './matchers.ts'
