/** What a tunnel may be told. */

import type { Client } from 'raven-ts'
import type { OriginRule } from './origin.ts'

/** What a tunnel may be told. */
export interface TunnelOptions {
  /** Whose server and project events go to, with its credentials, as they came: masking is the browser's. */
  readonly client: Client
  /**
   * Which pages may report: `true` for those of your own address (the default), `'*'` for all, none with `false`, or a list
   * of origins (`https://shop.example`, without case) and patterns.
   */
  readonly allowOrigin?: OriginRule | undefined
  /** The most one report may hold, in bytes, before and after it is unpacked. Default 1,048,576. */
  readonly maxBytes?: number | undefined
  /** Reports taken in one second, all pages together; five times as many at once. Default 20. */
  readonly perSecond?: number | undefined
}
