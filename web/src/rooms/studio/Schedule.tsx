/* Schedule.tsx: when a post goes out, by the clock on the curator's wall. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { fromWall, toWall } from '../../base/zoned.ts';

const AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

/** The next day (0: tomorrow) with this weekday, at half past eight: when people begin. */
function morning(timeZone: string, weekday?: number): string {
  for (let days = 1; days <= 7; days += 1) {
    const day = toWall(new Date(Date.now() + days * DAY_MS).toISOString(), timeZone).slice(0, 10);
    if (weekday === undefined || new Date(`${day}T12:00:00Z`).getUTCDay() === weekday) return `${day}T08:30`;
  }
  return '';
}

interface ScheduleProps {
  post: Pick<Post, 'scheduled_at' | 'expires_at'>;
  /** A time by that clock to begin with, where the post has none. */
  suggested?: string | undefined;
  onClose: () => void;
  onChosen: (at: string) => void;
}

export default function Schedule({ post, suggested, onClose, onChosen }: ScheduleProps) {
  const { t } = useTranslation();
  const { timeZone, dateTime } = useLocale();
  const [wall, setWall] = useState(() => (post.scheduled_at ? toWall(post.scheduled_at, timeZone) : (suggested ?? morning(timeZone))));
  const at = fromWall(wall, timeZone);
  const ms = at ? Date.parse(at) - Date.now() : NaN;
  const fault = !at ? t('studio.time.none') : ms <= 0 ? t('studio.time.past') : ms > AHEAD_DAYS * DAY_MS ? t('studio.time.far') : post.expires_at && post.expires_at <= at ? t('studio.time.expires', { when: dateTime(post.expires_at) }) : null;
  return (
    <Modal opened onClose={onClose} title={t('studio.time.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (at && !fault) onChosen(at);
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="datetime-local"
            data-autofocus
            label={t('studio.time.when')}
            description={t('studio.time.zone', { zone: timeZone })}
            value={wall}
            error={fault}
            onChange={(event) => setWall(event.currentTarget.value)}
          />
          <Group gap="xs">
            <Button size="sm" variant="default" onClick={() => setWall(morning(timeZone))}>
              {t('studio.time.tomorrow')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setWall(morning(timeZone, 1))}>
              {t('studio.time.monday')}
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {t('studio.time.note')}
          </Text>
          <Group justify="flex-end">
            <Button variant="subtle" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={Boolean(fault)}>
              {t('studio.act.schedule')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
