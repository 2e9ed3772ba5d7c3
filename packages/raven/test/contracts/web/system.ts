/** A web system under contract: what its tests say of it, and what the contract has it serve. */

import type { Client } from 'raven-ts'
import type { RequestSentry, WebOptions } from 'raven-ts/contrib/web'

/** What a route gets to know, whatever the framework. */
export interface Call {
  readonly sentry: RequestSentry | undefined
  readonly params: Readonly<Record<string, string>>
  /** The framework's own logger, where it has one. */
  readonly log?: Log
}

/** The part of a logger that the contract uses. */
export interface Log {
  info(message: string): void
  warn(message: string): void
  error(error: Error, message: string): void
}

/** What others' middleware leaves on a request. */
export interface SignedIn {
  readonly user?: object
  readonly session?: object
  readonly auth?: object
  /** Passport's. */
  readonly isAuthenticated?: () => boolean
}

/** A route, in the words of its framework registered under `path` (`:name` stands for a parameter). */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Answers what is sent as JSON; may throw, or answer a promise. */
  readonly run: (call: Call) => unknown
}

/** The app to serve. */
export interface AppSpec {
  readonly routes: readonly Route[]
  /** Where the framework has middleware or hooks before its routes: this fails for the path `/middleware`. */
  readonly middleware: () => void
  /** What middleware before the routes puts where such middleware leaves it. */
  readonly signedIn: SignedIn
  /** The app's own handler for what no route matched; this fails for the path `/lost`. */
  readonly lost: (path: string) => void
  /** Whether the app trusts the proxy before it, by the setting that its framework has for it. */
  readonly trustsProxy: boolean
  /** The failure that ends the body of `GET /stream`, after its first bytes left. */
  readonly streamFailure: () => Error
  /** Status that the app's own error handler answers with for an error; undefined: the framework's default handling. */
  readonly answerFor: (error: unknown) => number | undefined
  /** The app's own error handler tells here what reached it. */
  readonly handled: (error: unknown) => void
}

/** An app that is served. */
export interface Served {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string
  readonly close: () => Promise<void> | void
}

/** A behaviour that a framework may lack. */
export type WebAbility =
  | 'middleware'
  | 'stream'
  | 'params'
  | 'ownHandler'
  | 'body'
  /** The address of the connection. */
  | 'address'
  /** A setting, or an option of ours, that says whether `X-Forwarded-For` counts. */
  | 'trustsProxy'
  /** Users in the places of express-session, of others' `auth`, and Passport's word that nobody signed in. */
  | 'session'
  | 'auth'
  | 'anonymous'
  /** A logger of its own. */
  | 'logging'
  /** The header `X-Sentry-ID` on answers of the framework's own error handling. */
  | 'exposeEventId'
  /** The status of what is answered for a thrown error. */
  | 'answer'

/** What every integration makes, whatever else. */
export interface Integration {
  readonly client: Client
  readonly uninstall: () => void
}

/** A web system under contract. */
export interface WebSystem<Raven extends Integration = Integration> {
  readonly name: string
  readonly mechanism: string
  /** Makes the integration, as one does before there is an app; `trustsProxy` where that is an option of ours. */
  readonly integrate: (options: WebOptions, trustsProxy: boolean) => Raven
  /** Serves a new app with the integration; undefined: the same app without it. */
  readonly serve: (spec: AppSpec, raven: Raven | undefined) => Promise<Served>
  /** Behaviours that this framework makes impossible, each with its reason. */
  readonly cannot?: Partial<Record<WebAbility, string>>
  /** The route pattern as an event's `transaction` names it. Default the path itself. */
  readonly pattern?: (path: string) => string
  /** How many interleaved requests have to be kept apart. Default 1,000. */
  readonly interleaved?: number
}
