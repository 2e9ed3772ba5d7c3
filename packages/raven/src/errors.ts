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

/** A folder is no git checkout, or has no such reference. */
export class InvalidGitRepository extends SetupError {
  override readonly name = 'InvalidGitRepository'

  constructor(message: string, options?: ErrorOptions) {
    super('invalid_git_repository', message, options)
  }
}

/** An option has a value that cannot be used. */
export class ConfigurationError extends SetupError {
  override readonly name = 'ConfigurationError'

  constructor(message: string, options?: ErrorOptions) {
    super('configuration_error', message, options)
  }
}

/** A transport is already registered for the scheme. */
export class DuplicateScheme extends SetupError {
  override readonly name = 'DuplicateScheme'

  constructor(message: string, options?: ErrorOptions) {
    super('duplicate_scheme', message, options)
  }
}

/** The server did not take what it was sent. */
export class DeliveryError extends RavenError {
  override readonly name: string = 'DeliveryError'
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined

  constructor(code: DeliveryCode, message: string, status: number | undefined) {
    super(code, message)
    this.status = status
  }
}

/** The server refused, or did not answer. */
export class ApiError extends DeliveryError {
  override readonly name = 'ApiError'

  constructor(message: string, status: number | undefined) {
    super('api_error', message, status)
  }
}

/** The server wants quiet for a while. */
export class RateLimited extends DeliveryError {
  override readonly name = 'RateLimited'
  /** How long, in milliseconds; 0 when it did not say. */
  readonly retryAfterMs: number

  constructor(message: string, status: number, retryAfterMs: number) {
    super('rate_limited', message, status)
    this.retryAfterMs = retryAfterMs
  }
}

/** Bytes from outside break the protocol; the message says where. */
export class ProtocolError extends RavenError {
  override readonly name = 'ProtocolError'

  constructor(code: ProtocolCode, message: string, options?: ErrorOptions) {
    super(code, message, options)
  }
}
