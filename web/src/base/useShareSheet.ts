/* useShareSheet.ts: opens and closes the composer, which lives in the address (?share=POST&on=NETWORK). */
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

export function useShareSheet() {
  const navigate = useNavigate();
  const open = useCallback(
    (post: string, network?: string) =>
      void navigate({ to: '.', search: (search) => ({ ...search, share: post, on: network }), resetScroll: false }),
    [navigate],
  );
  const close = useCallback(
    () => void navigate({ to: '.', search: (search) => ({ ...search, share: undefined, on: undefined }), resetScroll: false, replace: true }),
    [navigate],
  );
  return { open, close };
}
