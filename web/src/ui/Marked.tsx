/* Marked.tsx: a text with some of its places marked. The places come from the server as offsets, never as HTML. */
import { Fragment } from 'react';

export interface Mark {
  from: number;
  to: number;
}

export function Marked({ text, marks, from = 0 }: { text: string; marks: Mark[] | undefined; from?: number }) {
  const inside = (marks ?? []).filter((mark) => mark.from >= from && mark.to <= text.length);
  let at = from;
  return (
    <>
      {inside.map((mark) => {
        const before = text.slice(at, mark.from);
        at = mark.to;
        return (
          <Fragment key={mark.from}>
            {before}
            <mark className="pv-mark">{text.slice(mark.from, mark.to)}</mark>
          </Fragment>
        );
      })}
      {text.slice(at)}
    </>
  );
}

/** A text that is cut begins near the first hit when that would be out of sight. */
export function hiddenBefore(text: string, hit: number | undefined, inSight = 200): number {
  if (hit === undefined || hit < inSight) return 0;
  return text.indexOf(' ', hit - Math.round(inSight * 0.3)) + 1;
}
