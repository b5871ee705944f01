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
