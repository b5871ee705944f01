/* QrCode.tsx: an address as a QR code, drawn here as one SVG path. Always dark on white, or cameras fail. */
import qrcode from 'qrcode-generator';
import { useMemo } from 'react';

const QUIET = 2;

export function QrCode({ text, size, label }: { text: string; size: number; label: string }) {
  const { path, count } = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(text);
    code.make();
    const n = code.getModuleCount();
    let d = '';
    for (let row = 0; row < n; row++) {
      for (let col = 0; col < n; col++) {
        if (!code.isDark(row, col)) continue;
        let run = 1;
        while (col + run < n && code.isDark(row, col + run)) run++;
        d += `M${col + QUIET} ${row + QUIET}h${run}v1h-${run}z`;
        col += run - 1;
      }
    }
    return { path: d, count: n + 2 * QUIET };
  }, [text]);
  return (
    <svg viewBox={`0 0 ${count} ${count}`} width={size} height={size} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={count} height={count} fill="#FFFFFF" />
      <path d={path} fill="#171C2E" />
    </svg>
  );
}
