import type * as entry from '../dist/types/register.js' with { 'resolution-mode': 'import' }

declare const registered: typeof entry
export = registered
