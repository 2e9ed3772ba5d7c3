/**
 * Whether a run of hex digits and colons is an IPv6 address.
 *
 * Strict about `::`, which is also how many languages join names: without a digit it is no address.
 */
export function isIpv6(text: string): boolean {
  const halves = text.split('::')
  const groups = text.split(':').filter((group) => group !== '')
  if (halves.length === 1) return groups.length === 8 && text.split(':').length === 8
  return halves.length === 2 && groups.length < 8 && /\d/.test(text)
}
