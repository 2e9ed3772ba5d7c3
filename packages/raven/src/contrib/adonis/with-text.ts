/** For classes that Adonis is handed. */

// Adonis knows a class by its text, which has to begin with `class` and a blank. A minified one that is
// named nowhere begins with `class{`, unless it extends something.
// oxlint-disable-next-line typescript/no-extraneous-class -- it is there to be extended
export class WithText {}
