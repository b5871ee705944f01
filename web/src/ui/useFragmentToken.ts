/* useFragmentToken.ts: the token behind # in a mailed link. Read once, then taken out of the address, the history and the next screenshot. */
import { useEffect, useState } from 'react';

export function useFragmentToken(): string {
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, []);
  return token;
}
