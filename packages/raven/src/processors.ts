/** Building blocks that look at events before they leave. */

export {
  MASK,
  RemovePostDataProcessor,
  RemoveStackLocalsProcessor,
  SanitizeKeysProcessor,
  SanitizePasswordsProcessor,
  Sanitizer,
} from 'raven-ts'
export type { EventHook, HookResult, Masked, Processor, Sanitized } from 'raven-ts'
