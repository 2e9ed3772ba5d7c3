/** Which keys and projects are taken. */

import { parseDsn } from 'raven-ts/protocol'
import { Refusal } from './refusal.ts'

/** Who may send. An empty list takes all. */
export interface AccessRules {
  readonly keys: readonly string[]
  readonly projects: readonly string[]
}

/** Throws a 403 for a key or project that is not on its list. */
export function checkAccess(
  rules: AccessRules,
  { publicKey, project }: { readonly publicKey: string; readonly project: string },
): void {
  if (rules.keys.length > 0 && !rules.keys.includes(publicKey)) {
    throw new Refusal(403, 'unknown key', {
      causes: ['this inbox takes only the keys given with --key'],
    })
  }
  if (rules.projects.length > 0 && !rules.projects.includes(project)) {
    throw new Refusal(403, 'unknown project', {
      causes: ['this inbox takes only the projects given with --project'],
    })
  }
}

/** Throws a 400 when an envelope's `dsn` (one that can be read) names another project. */
export function checkDsnProject(dsn: string, project: string): void {
  if (parseDsn(dsn).project === project) return
  throw new Refusal(400, 'bad request', {
    causes: ['the dsn of the envelope names another project than the address'],
  })
}
