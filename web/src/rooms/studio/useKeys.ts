/* useKeys.ts: single-key shortcuts. Silent while one types, chooses in a list or has a dialog open, and can be turned off
 * altogether (WCAG 2.1.4), which this browser remembers. */
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

export const useKeysOn = () => useLocalStorage({ key: 'pv-studio-keys', defaultValue: true, getInitialValueInEffect: false });

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)));

const ownArrows = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === 'radio';

/** A dialog, a menu or a list is open over the page. Closed ones may stay in the document, without a shape. */
const somethingOpen = () =>
  Array.from(document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]')).some((open) => open.getClientRects().length > 0);

export type Keys = Record<string, (() => void) | undefined>;

export function useKeys(keys: Keys, on: boolean) {
  const held = useRef(keys);
  held.current = keys;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
      if (event.key.startsWith('Arrow') && ownArrows(event.target)) return;
      if (somethingOpen()) return;
      const run = held.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}
