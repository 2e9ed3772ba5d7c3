/** The shape of one step of the schema. */

import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'

/**
 * One step. Never edited once released: files made with it exist. A change is a new step.
 */
export interface Migration {
  readonly name: string
  up(db: Kysely<Database>): Promise<void>
}
