/* Mark.tsx: Portevoix' own sign, a P whose bowl opens like a megaphone. One path, one colour. */
export function Mark({ size = 14 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden style={{ flex: 'none' }}>
      <path
        fillRule="evenodd"
        d="M3 7.9c0-1.08.74-2.02 1.79-2.27L19.15 2.04A1.5 1.5 0 0 1 21 3.5v12.9a1.5 1.5 0 0 1-1.85 1.46L9 15.4V20a3 3 0 0 1-6 0Zm6 1.75a.7.7 0 0 1 .52-.68l6.6-1.72a.7.7 0 0 1 .88.68v4.04a.7.7 0 0 1-.88.68l-6.6-1.72A.7.7 0 0 1 9 10.25Z"
      />
    </svg>
  );
}
