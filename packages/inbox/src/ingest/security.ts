/** Browsers' security reports become events (protocol section 26). */

import { ProtocolError, decodeJson, isJsonList, isJsonObject } from 'raven-ts/protocol'
import type { Json, JsonObject } from 'raven-ts/protocol'
import { Refusal } from './refusal.ts'

const MEDIA_TYPES = new Set([
  'application/csp-report',
  'application/json',
  'application/reports+json',
])

/** Reports in one body. */
const MAX_REPORTS = 20

/** What the address of the endpoint says about the page. */
export interface ReportOrigin {
  readonly release: string | null
  readonly environment: string | null
}

/** Refuses media types of other reports, as section 4 says. */
export function checkReportType(contentType: string | undefined): void {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!MEDIA_TYPES.has(type)) throw new Refusal(415, 'not a security report that we know')
}

/** The events of a body: one for each policy violation in it. */
export function readReports(body: Uint8Array, origin: ReportOrigin): readonly JsonObject[] {
  const json = decodeJson(body)
  const reports = isJsonList(json) ? json.slice(0, MAX_REPORTS) : [json]
  return reports.flatMap((report) => {
    const violation = violationOf(report)
    return violation ? [eventOf(violation, origin)] : []
  })
}

/** The two forms: `{"csp-report": {…}}`, and entries of the Reporting API in camel case. */
function violationOf(report: Json): JsonObject | undefined {
  if (!isJsonObject(report)) throw new ProtocolError('bad_json', 'a report must be a JSON object')
  const { type, body } = report
  const csp = report['csp-report']
  if (isJsonObject(csp)) return csp
  if (type !== 'csp-violation' || !isJsonObject(body)) return undefined
  return {
    'document-uri': body['documentURL'] ?? report['url'] ?? null,
    'blocked-uri': body['blockedURL'] ?? null,
    'effective-directive': body['effectiveDirective'] ?? null,
    'source-file': body['sourceFile'] ?? null,
    'line-number': body['lineNumber'] ?? null,
    disposition: body['disposition'] ?? null,
  }
}

function eventOf(violation: JsonObject, origin: ReportOrigin): JsonObject {
  const directive = directiveOf(violation)
  const blocked = blockedOf(textOf(violation['blocked-uri']))
  const pageUrl = textOf(violation['document-uri'])
  return {
    platform: 'other',
    logger: 'csp',
    level: 'error',
    logentry: { formatted: `Blocked '${directive.replace(/-src.*$/, '')}' from '${blocked}'` },
    culprit: directive,
    fingerprint: ['csp', directive, blocked],
    tags: { 'effective-directive': directive, 'blocked-host': blocked },
    contexts: { csp: violation },
    ...(pageUrl && { request: { url: pageUrl } }),
    ...(origin.release && { release: origin.release }),
    ...(origin.environment && { environment: origin.environment }),
  }
}

/** Old browsers have only the violated directive, with its whole list of sources. */
function directiveOf(violation: JsonObject): string {
  const text = textOf(violation['effective-directive']) || textOf(violation['violated-directive'])
  return text.trim().split(/\s/, 1)[0]?.slice(0, 64) || 'unknown'
}

/** `self`, `inline`, `eval` and other words stay; of an address only the host does. */
function blockedOf(text: string): string {
  const word = text.replace(/^'|'$/g, '').slice(0, 2048)
  if (URL.canParse(word)) return new URL(word).host || new URL(word).protocol.slice(0, -1)
  return word.slice(0, 200) || 'self'
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
