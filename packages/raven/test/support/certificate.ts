/** Certificates made on the spot, for servers on loopback. */

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** A key and its certificate, as PEM text. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x17,
}
const ECDSA_WITH_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const SUBJECT_ALT_NAME = '551d11'
const BASIC_CONSTRAINTS = '551d13'

/** What a certificate says. */
export interface CertificateOptions {
  /** Who vouches for it. Default itself. */
  readonly by?: Certificate & { readonly name: string }
  /** Host names and IPv4 addresses it is for. Default `localhost` and 127.0.0.1. */
  readonly hosts?: readonly string[]
  /** As `YYMMDD`. Default the end of 2049. */
  readonly until?: string
}

/** A certificate and the name it was made out to. */
export interface Issued extends Certificate {
  readonly name: string
}

/** A certificate that vouches for itself. */
export function selfSigned(name: string): Issued {
  return certificate(name)
}

/** A certificate valid from 2025 on, which may vouch for others (RFC 5280). */
export function certificate(name: string, options: CertificateOptions = {}): Issued {
  const { by, hosts = ['localhost', '127.0.0.1'], until = '491231' } = options
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(TAG.sequence, der(TAG.oid, hex(ECDSA_WITH_SHA256)))
  const isAuthority = der(TAG.sequence, der(0x01, hex('ff')))
  const body = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, hex('02'))),
    der(TAG.integer, Buffer.concat([hex('01'), randomBytes(8)])),
    algorithm,
    commonName(by?.name ?? name),
    der(TAG.sequence, der(TAG.time, '250101000000Z'), der(TAG.time, `${until}235959Z`)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(
        TAG.sequence,
        extension(SUBJECT_ALT_NAME, der(TAG.sequence, ...hosts.map(hostName))),
        extension(BASIC_CONSTRAINTS, isAuthority),
      ),
    ),
  )
  const signature = Buffer.concat([hex('00'), sign('sha256', body, by?.key ?? privateKey)])
  return {
    name,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(der(TAG.sequence, body, algorithm, der(TAG.bits, signature))),
  }
}

function commonName(name: string): Buffer {
  const value = der(TAG.sequence, der(TAG.oid, hex(COMMON_NAME)), der(TAG.utf8, name))
  return der(TAG.sequence, der(TAG.set, value))
}

function hostName(host: string): Buffer {
  return isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, host)
}

function extension(oid: string, value: Buffer): Buffer {
  return der(TAG.sequence, der(TAG.oid, hex(oid)), der(TAG.octets, value))
}

function der(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const value = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
  )
  return Buffer.concat([Buffer.from([tag]), lengthOf(value.byteLength), value])
}

function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length])
  return length < 256 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 255])
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
