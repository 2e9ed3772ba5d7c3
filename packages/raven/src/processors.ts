/** Building blocks that look at events before they leave. */

export { MASK, Sanitizer } from 'raven-ts'
export type { EventHook, HookResult, Masked, Processor, Sanitized } from 'raven-ts'
