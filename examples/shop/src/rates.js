// Rates come from a file that somebody edits by hand.
const ROWS = { silver: '{"rate": 0.05}', gold: '{"rate": 0,1}' }

export function rateOfTier(tier) {
  const row = readRow(tier)
  return row.rate
}

function readRow(tier) {
  try {
    return JSON.parse(ROWS[tier])
  } catch (error) {
    throw new TypeError(`the discount row of tier "${tier}" cannot be read`, { cause: error })
  }
}
