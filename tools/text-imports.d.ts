/** What `tools/source-text.mjs` makes of such an import. */
declare module '*?text' {
  const text: string
  export default text
}

/** What `tools/source-text.mjs` makes of such an import. */
declare module '*?source' {
  const code: string
  export default code
}
