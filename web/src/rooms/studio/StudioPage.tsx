import { Page } from '../../ui/Page.tsx';

export function StudioPage() {
  return <Page title="StudioPage">…</Page>;
}
