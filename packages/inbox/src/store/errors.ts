/**
 * Why the inbox's data could not be opened.
 *
 * The messages are for people: each names the file and says what to do next.
 */

/** What stands in the way. */
export type StoreCode =
  | 'in_use'
  | 'foreign_file'
  | 'corrupt_file'
  | 'newer_file'
  | 'no_driver'
  | 'cannot_open'

/** The data file cannot be used. Recognise it by `code`. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreCode

  constructor(code: StoreCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
