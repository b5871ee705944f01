/* useFragmentToken.ts: the token behind # in a mailed link. Read, then taken out of the address, the history and the next screenshot.
 *
 * A link pasted into a tab that shows this very page loads nothing anew: it only changes the fragment, so that is heard, too. */
import { useEffect, useState } from 'react';

const inAddress = () => {
  const hash = window.location.hash.slice(1);
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // cut short in the middle of a %: the server says what it thinks of it
  }
};

export function useFragmentToken(): string {
  const [token, setToken] = useState(inAddress);
  useEffect(() => {
    const take = () => {
      if (!window.location.hash) return;
      setToken(inAddress());
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}
