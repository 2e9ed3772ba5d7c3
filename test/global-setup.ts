import { isCi } from '../tools/real-parts.mjs'
import { installReal } from '../tools/real.mjs'

/** In CI nothing may be skipped, so what is not installed yet is installed now. */
export default async function setup(): Promise<void> {
  if (isCi()) await installReal()
}
