/** Which version of the inbox this is. */

import manifest from '../package.json' with { type: 'json' }

/** The version in our `package.json`. */
export const INBOX_VERSION: string = manifest.version
