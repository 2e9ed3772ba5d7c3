/**
 * The errors of this package.
 *
 * Recognise them by `code`, not by class: two copies of a package have two classes, and one code.
 */

/** Why setting up failed. */
export type SetupCode =
  | 'invalid_dsn'
  | 'invalid_git_repository'
  | 'configuration_error'
  | 'duplicate_scheme'

/** Why a delivery failed. */
export type DeliveryCode = 'api_error' | 'rate_limited'

/** Why bytes from outside could not be read. */
export type ProtocolCode =
  | 'bad_header'
  | 'bad_item'
  | 'bad_length'
  | 'bad_json'
  | 'bad_body'
  | 'bad_auth'
  | 'too_large'

/** Every code there is. */
export type RavenCode = SetupCode | DeliveryCode | ProtocolCode

/** What all errors of this package have in common. */
export class RavenError extends Error {
  override readonly name: string = 'RavenError'
  readonly code: RavenCode

  constructor(code: RavenCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Something was set up wrongly; the message says what to do. */
export class SetupError extends RavenError {
  override readonly name: string = 'SetupError'

  constructor(code: SetupCode, message: string, options?: ErrorOptions) {
    super(code, message, options)
  }
}

/** The DSN cannot be used. Its text never holds the secret. */
export class InvalidDsn extends SetupError {
  override readonly name = 'InvalidDsn'

  constructor(message: string, options?: ErrorOptions) {
    super('invalid_dsn', message, options)
  }
}

/** Bytes from outside break the protocol; the message says where. */
export class ProtocolError extends RavenError {
  override readonly name = 'ProtocolError'

  constructor(code: ProtocolCode, message: string, options?: ErrorOptions) {
    super(code, message, options)
  }
}
