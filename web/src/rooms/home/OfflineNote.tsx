/* OfflineNote.tsx: when the feed comes from this device because the server could not be reached, of when it is. */
import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/query.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './home.module.css';

const AGAIN_MS = 30_000;

/** `readAt`: when the feed was last answered, by whomever. */
export function OfflineNote({ readAt }: { readAt: number }) {
  const { t } = useTranslation();
  const { dateTime } = useLocale();
  const client = useQueryClient();
  const [stale, setStale] = useState<string | null>(null);
  useEffect(() => {
    const worker = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const hear = ({ data }: MessageEvent<{ stale: string | null }>) => setStale(data.stale && new Date(data.stale).toISOString());
    worker?.addEventListener('message', hear);
    worker?.controller?.postMessage({ ask: true });
    return () => worker?.removeEventListener('message', hear);
  }, [readAt]);
  useEffect(() => {
    if (!stale) return;
    const again = () => void client.invalidateQueries({ queryKey: keys.feed });
    const timer = window.setInterval(again, AGAIN_MS);
    window.addEventListener('online', again);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [client, stale]);
  return (
    <div role="status" className={classes.status}>
      {stale && (
        <Text component="p" className={classes.offline}>
          <Icon of={IconCloudOff} size={18} />
          {t('home.offlineSince', { when: dateTime(stale) })}
        </Text>
      )}
    </div>
  );
}
