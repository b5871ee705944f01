/* Rich.tsx: a text of the catalogue in which <b>…</b> marks what weighs more. Nothing else is understood as markup. */
import { Fragment } from 'react';

export function Rich({ text }: { text: string }) {
  return text.split(/(<b>.*?<\/b>)/).map((part, index) =>
    part.startsWith('<b>') ? <strong key={index}>{part.slice(3, -4)}</strong> : <Fragment key={index}>{part}</Fragment>,
  );
}
