/* trustedTypes.ts: where the browser has Trusted Types, the one policy of this app: text without markup.
 *
 * Nothing here writes HTML, and the one script that is loaded by its address is the service worker. The components' library fills <style> elements through innerHTML, which counts as HTML to the
 * browser; style sheets hold no "<", so they pass and anything else is refused. The server enforces
 * require-trusted-types-for and lets no other policy be made (src/http/headers.c). */

interface Factory {
  createPolicy: (name: string, rules: Record<'createHTML' | 'createScriptURL', (text: string) => string>) => unknown;
}

export function startTrustedTypes(): void {
  const factory = (window as Window & { trustedTypes?: Factory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('markup is never written as text');
      return text;
    },
    createScriptURL: (url) => {
      if (url !== '/sw.js') throw new TypeError('scripts come with the app');
      return url;
    },
  });
}
