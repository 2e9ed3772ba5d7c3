/** What an empty inbox shows: its address, and two ways to send the first event. */

import { cut } from './words.ts'

function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="copyable">
      <pre>
        <code>{text}</code>
      </pre>
      <button type="button" class="copy" data-copy={text} aria-label={`Copy ${what}`} hidden>
        Copy
      </button>
    </div>
  )
}

/** Three lines of code with the DSN in its place. */
function program(dsn: string): string {
  return [
    "import { Client } from 'raven-ts'",
    `const client = new Client('${dsn}')`,
    "client.captureMessage('Hello, inbox')",
  ].join('\n')
}

interface FirstEventProps {
  readonly dsn: string
  /** The project the list was narrowed to. */
  readonly project: string | undefined
}

/** The way to the first event. Any Sentry client will do; ours is shown. */
export function FirstEvent({ dsn, project }: FirstEventProps) {
  return (
    <div class="first-event">
      <h2>
        {project === undefined
          ? 'Nothing has gone wrong yet'
          : `Nothing yet in project ${cut(project, 64)}`}
      </h2>
      <p>This inbox is listening. Any Sentry client can send to it; give it this DSN:</p>
      <Copyable text={dsn} what="the DSN" />
      <h3>Try it from a terminal</h3>
      <Copyable text={`npx raven-ts test ${dsn}`} what="the command" />
      <h3>Or from your program</h3>
      <Copyable text={program(dsn)} what="the code" />
      <p class="quiet">The event appears here by itself.</p>
    </div>
  )
}
