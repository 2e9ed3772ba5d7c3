import { Client } from 'raven-ts'

/** SENTRY_DSN says where to, if anywhere; what nobody catches is seen as well, and is one event all the same. */
export const client = new Client({ install: true })

export function brew({ kind }) {
  if (kind !== 'black') throw new Error(`there is no ${kind} tea`)
  console.log(`${kind} tea`)
}
