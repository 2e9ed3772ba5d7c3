/** The calls of one stack, innermost first; what is not the program's own is folded. */

import type { Frame } from 'raven-ts/protocol'
import { counted, cut } from '../parts/words.ts'
import { frameRuns, runLabel } from './frame-runs.ts'
import { Source } from './source.tsx'
import type { Stack } from './stacks.ts'
import { Values, entriesOf } from './values.tsx'

const MAX_OPEN = 10
const MAX_NAME = 200

interface PageFacts {
  readonly platform: string
  readonly withSource: ReadonlySet<Frame>
}

/** `src/pricing.ts:12:22`. */
function placeOf(frame: Frame): string {
  const file = frame.filename ?? frame.abs_path ?? frame.module ?? '(unknown file)'
  const position = [frame.lineno, frame.colno].filter((part) => part !== undefined).join(':')
  return position === '' ? file : `${file}:${position}`
}

/** Clients write `?` for a function without a name. */
function nameOf({ function: name }: Frame): string {
  return name === undefined || name === '?' ? '(anonymous)' : name
}

function Call({ frame }: { readonly frame: Frame }) {
  return (
    <>
      <code class="function">{cut(nameOf(frame), MAX_NAME)}</code>{' '}
      <span class="place" title={frame.abs_path && cut(frame.abs_path, 2 * MAX_NAME)}>
        {cut(placeOf(frame), 2 * MAX_NAME)}
      </span>
    </>
  )
}

interface FrameProps extends PageFacts {
  readonly frame: Frame
  readonly open: boolean
}

function OneFrame({ frame, open, platform, withSource }: FrameProps) {
  const vars = entriesOf(frame.vars)
  const source = withSource.has(frame)
  if (!source && vars.length === 0) {
    return (
      <p class="call">
        <Call frame={frame} />
      </p>
    )
  }
  return (
    <details open={open}>
      <summary class="call">
        <Call frame={frame} />
      </summary>
      {source && <Source frame={frame} platform={platform} />}
      {vars.length > 0 && (
        <details class="vars">
          <summary>{counted(vars.length, 'local variable')}</summary>
          <Values entries={vars} />
        </details>
      )}
    </details>
  )
}

interface FramesProps extends PageFacts {
  readonly stack: Stack
}

/** A stack as a list; of the program's own frames the ten innermost are open. */
export function Frames({ stack, platform, withSource }: FramesProps) {
  let shown = 0
  return (
    <ol class="frames">
      {frameRuns(stack.frames).map((run) =>
        run.own ? (
          <li class="own">
            <OneFrame
              frame={run.frame}
              open={shown++ < MAX_OPEN}
              platform={platform}
              withSource={withSource}
            />
          </li>
        ) : (
          <li class="folded">
            <details>
              <summary>{runLabel(run.frames)}</summary>
              <ol>
                {run.frames.map((frame) => (
                  <li>
                    <OneFrame
                      frame={frame}
                      open={false}
                      platform={platform}
                      withSource={withSource}
                    />
                  </li>
                ))}
              </ol>
            </details>
          </li>
        ),
      )}
      {stack.omitted > 0 && (
        <li class="quiet">{counted(stack.omitted, 'older call')} not shown: see the JSON.</li>
      )}
    </ol>
  )
}
