/** What the highlighter must know of a language. */

/** The few facts that tell code from comments and strings. */
export interface Language {
  readonly keywords: ReadonlySet<string>
  readonly lineComment: '//' | '#' | undefined
  /** Whether `/* … *\/` is a comment. */
  readonly blockComments: boolean
  /** Strings that may run over several lines, by their quotes. */
  readonly longQuotes: readonly string[]
  /** Whether backquotes hold text with code in `${…}`, and slashes a regular expression. */
  readonly templates: boolean
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

const JAVASCRIPT: Language = {
  keywords: words(
    // Words that are names as often as not (`from`, `get`, `is`) are left plain.
    'abstract as async await break case catch class const continue debugger declare default delete do else ' +
      'enum export extends false finally for function if implements import in infer instanceof interface ' +
      'keyof let new null of private protected public readonly return satisfies static super switch this ' +
      'throw true try type typeof undefined var void while with yield',
  ),
  lineComment: '//',
  blockComments: true,
  longQuotes: [],
  templates: true,
}

const PYTHON: Language = {
  keywords: words(
    'False None True and as assert async await break case class continue def del elif else except finally for ' +
      'from global if import in is lambda match nonlocal not or pass raise return self try while with yield',
  ),
  lineComment: '#',
  blockComments: false,
  longQuotes: ['"""', "'''"],
  templates: false,
}

/** Only what nearly all languages share: quotes and numbers. */
const ANY: Language = {
  keywords: new Set(),
  lineComment: undefined,
  blockComments: false,
  longQuotes: [],
  templates: false,
}

const BY_ENDING: readonly (readonly [RegExp, Language])[] = [
  [/\.(?:[cm]?[jt]s|[jt]sx|vue|svelte)$/i, JAVASCRIPT],
  [/\.pyi?$/i, PYTHON],
  [
    /\.(?:c|cc|cpp|cs|dart|go|h|java|kt|php|rs|scala|swift)$/i,
    { ...ANY, lineComment: '//', blockComments: true },
  ],
  [/\.(?:ex|exs|jl|pl|ps1|r|rb|sh|toml|ya?ml)$/i, { ...ANY, lineComment: '#' }],
]

const BY_PLATFORM: Readonly<Record<string, Language>> = {
  javascript: JAVASCRIPT,
  node: JAVASCRIPT,
  python: PYTHON,
}

/** The language of a file: by its ending, else by the platform of its event. */
export function languageOf(filename: string, platform: string): Language {
  const byEnding = BY_ENDING.find(([ending]) => ending.test(filename))
  if (byEnding !== undefined) return byEnding[1]
  return Object.hasOwn(BY_PLATFORM, platform) ? (BY_PLATFORM[platform] ?? ANY) : ANY
}
