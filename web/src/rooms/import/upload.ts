/* upload.ts: a list on its way to the server. Packed with gzip where the browser can (a list shrinks to a fifth), sent with
 * XMLHttpRequest because fetch does not say how much has left. */
import { ApiError, OFFLINE, problemOf } from '../../api/problem.ts';
import type { Import } from '../../api/types.ts';

/** Below this, packing costs more than it saves. */
const PACK_FROM = 4096;

export interface Sent {
  sent: number;
  total: number;
}

async function packed(file: Blob): Promise<{ body: Blob; gzip: boolean }> {
  if (typeof CompressionStream === 'undefined' || file.size < PACK_FROM) return { body: file, gzip: false };
  return { body: await new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob(), gzip: true };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function send(body: Blob, gzip: boolean, name: string, signal: AbortSignal, onSent: (sent: Sent) => void): Promise<Import> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop);
    xhr.open('POST', `/api/v1/imports?name=${encodeURIComponent(name)}`);
    xhr.setRequestHeader('X-Requested-With', 'portevoix');
    xhr.setRequestHeader('Content-Type', 'text/csv');
    if (gzip) xhr.setRequestHeader('Content-Encoding', 'gzip');
    xhr.upload.onprogress = (event) => onSent({ sent: event.loaded, total: event.total || body.size });
    xhr.onload = () => {
      const answer = read(xhr.responseText);
      if (xhr.status === 201) return resolve(answer as Import);
      const retry = xhr.getResponseHeader('Retry-After');
      reject(problemOf(new Response(null, { status: xhr.status, headers: retry ? { 'Retry-After': retry } : {} }), answer));
    };
    xhr.onerror = () => reject(new ApiError(0, OFFLINE, ''));
    xhr.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    xhr.onloadend = () => signal.removeEventListener('abort', stop);
    xhr.send(body);
  });
}

/** Rejects with ApiError, or with an AbortError once `signal` says so. `onSent` first comes when packing is over. */
export async function upload(file: Blob, name: string, signal: AbortSignal, onSent: (sent: Sent) => void): Promise<Import> {
  const { body, gzip } = await packed(file);
  signal.throwIfAborted();
  onSent({ sent: 0, total: body.size });
  return send(body, gzip, name, signal, onSent);
}
