/* upload.ts: a picture or a document on its way to the server, with XMLHttpRequest because fetch does not say how much has left. */
import { ApiError, OFFLINE, problemOf } from '../../api/problem.ts';
import type { components } from '../../api/schema.d.ts';

export type Uploaded = components['schemas']['image_upload'];
export type Document = components['schemas']['file'];
export const UPLOAD_MAX = 20 * 1024 * 1024;

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function send<T>(path: string, type: string, body: Blob, signal: AbortSignal, onShare: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop);
    xhr.open('POST', path);
    xhr.setRequestHeader('X-Requested-With', 'portevoix');
    xhr.setRequestHeader('Content-Type', type);
    xhr.upload.onprogress = (event) => onShare(event.total ? event.loaded / event.total : 0);
    xhr.onload = () => {
      const answer = read(xhr.responseText);
      if (xhr.status === 201) resolve(answer as T);
      else reject(problemOf(new Response(null, { status: xhr.status }), answer));
    };
    xhr.onerror = () => reject(new ApiError(0, OFFLINE, ''));
    xhr.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    xhr.onloadend = () => signal.removeEventListener('abort', stop);
    xhr.send(body);
  });
}

export const uploadPicture = (file: Blob, signal: AbortSignal, onShare: (share: number) => void): Promise<Uploaded> =>
  send('/api/v1/images', file.type || 'image/octet-stream', file, signal, onShare);

export const uploadDocument = (file: File, signal: AbortSignal, onShare: (share: number) => void): Promise<Document> =>
  send(`/api/v1/files?name=${encodeURIComponent(file.name.slice(-120))}`, 'application/pdf', file, signal, onShare);
