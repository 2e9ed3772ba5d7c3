/**
 * What keys and tokens of known services look like.
 *
 * Every shape begins where a word begins and ends where its own alphabet ends, so no text makes a
 * search try the same letters twice. Shapes are shorter than the real thing, because text is cut.
 */

/** What it is, in words, and its pattern. */
type Shape = readonly [what: string, pattern: string]

const SHAPES: readonly Shape[] = [
  ['a JSON web token', String.raw`eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*){0,3}`],
  ['an AWS key', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}'],
  ['a GitHub token', String.raw`(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,})`],
  ['a GitLab token', String.raw`gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|oas|imt)-[\w-]{16,}`],
  ['a Slack token', String.raw`(?:xox[a-z]|xapp-\d)-[\w-]{10,}`],
  ['a Slack hook', String.raw`hooks\.slack\.com/services/[\w/]{20,}`],
  ['a Stripe key', String.raw`(?:(?:sk|rk)_(?:live|test)_|whsec_)\w{10,}`],
  ['a Google key', String.raw`(?:AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{16,})`],
  ['an npm token', 'npm_[A-Za-z0-9]{20,}'],
  ['a PyPI token', String.raw`pypi-AgE[\w-]{16,}`],
  ['a RubyGems key', 'rubygems_[a-f0-9]{20,}'],
  ['a SendGrid key', String.raw`SG\.[\w-]{10,}\.[\w-]{10,}`],
  ['a Twilio key', '(?:SK|AC)[a-f0-9]{32}'],
  ['an Azure key', '(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=[A-Za-z0-9+/%=]{20,}'],
  ['a DigitalOcean token', 'do[opr]_v1_[a-f0-9]{20,}'],
  ['a Hugging Face token', 'hf_[A-Za-z0-9]{20,}'],
  ['an API key of a model', String.raw`sk-(?:(?:ant|proj|or|svcacct)-[\w-]{16,}|[A-Za-z0-9]{20,})`],
  ['a Groq or Replicate key', '(?:gsk|r8)_[A-Za-z0-9]{30,}'],
  ['a Shopify token', 'shp(?:at|ss|ca|pa)_[a-fA-F0-9]{16,}'],
  ['a Discord token', String.raw`[MNO][\w-]{22,}\.[\w-]{6}\.[\w-]{25,}`],
  ['a Discord hook', String.raw`discord(?:app)?\.com/api/webhooks/\d{1,30}/[\w-]{20,}`],
  ['a Telegram token', String.raw`\d{8,10}:AA[\w-]{30,}`],
  ['a Mailgun key', 'key-[a-f0-9]{32}'],
  ['a Mailchimp key', String.raw`[a-f0-9]{32}-us\d{1,2}`],
  ['a Brevo key', 'xkeysib-[a-f0-9]{32}'],
  ['a Vault token', String.raw`hv[sbr]\.[\w-]{20,}`],
  ['a Databricks token', 'dapi[a-f0-9]{32}'],
  ['a Linear key', String.raw`lin_(?:api|oauth)_\w{20,}`],
  ['a Square token', String.raw`sq0[a-z]{3}-[\w-]{20,}`],
  ['an age key', 'AGE-SECRET-KEY-1[A-Z0-9]{20,}'],
  ['a Doppler token', String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.]{20,}`],
  ['a New Relic key', 'NRAK-[A-Z0-9]{20,}'],
  ['a PlanetScale key', String.raw`pscale_(?:pw|tkn|oauth)_[\w.-]{20,}`],
  ['a Grafana token', String.raw`(?:glsa|glc)_[\w+/=]{20,}`],
  ['a Sentry token', String.raw`sntry[su]_[\w+/=.-]{20,}`],
  ['an Atlassian token', String.raw`ATATT3[\w=.-]{20,}`],
  ['a Docker token', String.raw`dckr_pat_[\w-]{16,}`],
  ['a Supabase key', 'sbp_[a-f0-9]{32,}'],
  ['a Tailscale key', String.raw`tskey-[\w-]{20,}`],
  ['a Postman key', String.raw`PMAK-[\w-]{20,}`],
]

/** Where a word begins; a line break that was escaped counts as one. */
const START = String.raw`(?:(?<![\w-])|(?<=\\[nrt]))`

/** All shapes in one pattern. */
export const KNOWN_SECRET = new RegExp(
  `${START}(?:${SHAPES.map(([, pattern]) => pattern).join('|')})`,
  'g',
)

const EACH = SHAPES.map(([what, pattern]) => [what, new RegExp(`^(?:${pattern})`)] as const)

/** What a match of {@link KNOWN_SECRET} is, in words. */
export function secretKind(match: string): string {
  return EACH.find(([, pattern]) => pattern.test(match))?.[0] ?? 'a key'
}
