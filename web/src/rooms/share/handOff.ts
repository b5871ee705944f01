/* handOff.ts: text on the clipboard, then the network's own page, out of one press of a button.
 *
 * Browsers allow both only while the press is fresh, and the clipboard only while our page has the focus. So the copy starts
 * inside the press (as a promise, where the browser takes one) and the page opens right after it. Either may be refused:
 * the caller then shows the text and a plain link instead. */

export interface HandOff {
  copied: boolean;
  opened: boolean;
}

async function copyPromised(text: Promise<string>): Promise<void> {
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  blob.catch(() => undefined); // the browser may never look at it
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}

async function copy(text: Promise<string>): Promise<boolean> {
  if (!navigator.clipboard) return false;
  try {
    if (typeof ClipboardItem === 'function') {
      await copyPromised(text);
      return true;
    }
  } catch {
    // Not every browser takes a promise; a plain write may still be allowed.
  }
  try {
    await navigator.clipboard.writeText(await text);
    return true;
  } catch {
    return false;
  }
}

/** Opens an address in a tab of its own that cannot reach back to this page; a mail in the mail program, without a tab. */
function open(url: string): boolean {
  if (url.startsWith('mailto:')) {
    window.location.href = url;
    return true;
  }
  const tab = window.open(url, '_blank');
  if (!tab) return false;
  tab.opener = null;
  return true;
}

/** Call synchronously from the press. `share` resolves to what the server composed; it rejects when the server refuses. */
export async function handOff(share: Promise<{ final_text: string; intent_url?: string | null }>): Promise<HandOff> {
  const text = share.then((found) => found.final_text);
  text.catch(() => undefined); // a refusal is the caller's to tell
  const copying = copy(text);
  const { intent_url } = await share;
  const copied = await copying;
  return { copied, opened: intent_url ? open(intent_url) : false };
}
