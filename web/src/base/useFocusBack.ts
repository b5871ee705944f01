/* useFocusBack.ts: when a sheet or dialog goes away, the keyboard is back where it was before. */
import { useEffect } from 'react';

export function useFocusBack() {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // After the dialog's own clean-up, which would leave the focus on the page.
      setTimeout(() => {
        if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true });
      });
    };
  }, []);
}
