/* Hold.tsx: why it does not go out now, since when that counts, and a moment of one's own hours at which it does. */
import { Alert, Button, Text } from '@mantine/core';
import { IconCalendarPlus, IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ComposerState } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './share.module.css';

const stamp = (iso: string) => iso.replace(/[-:]/g, '').replace(/\.\d+/, '');
const escaped = (text: string) => text.replace(/([\\;,])/g, '\\$1').replace(/\n/g, '\\n');

/** A quarter of an hour in one's own calendar (RFC 5545). */
function calendar(title: string, at: string, address: string): string {
  const end = new Date(Date.parse(at) + 15 * 60_000).toISOString();
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Portevoix//Share//EN', 'BEGIN:VEVENT', `UID:${stamp(at)}-${Math.random().toString(36).slice(2)}@portevoix`,
    `DTSTAMP:${stamp(new Date().toISOString())}`, `DTSTART:${stamp(at)}`, `DTEND:${stamp(end)}`, `SUMMARY:${escaped(title)}`, `URL:${address}`, 'END:VEVENT', 'END:VCALENDAR'];
  return `${lines.join('\r\n')}\r\n`;
}

/** `later`: a moment can be chosen right here, so none has to be noted elsewhere. */
export function Hold({ state, title, later }: { state: ComposerState; title: string; later: boolean }) {
  const { t } = useTranslation();
  const { ahead, number } = useLocale();
  const { hold } = state;
  if (!hold) return null;
  const save = () => {
    const file = new Blob([calendar(t('share.hold.event', { title: state.preview.title }), hold.suggested_at, location.href)], { type: 'text/calendar' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = 'portevoix.ics';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Alert role="status" variant="default" className={classes.refused} icon={<Icon of={IconHourglass} color="var(--pv-warn)" />}>
      <Text size="sm" fw={620}>
        {t(`share.hold.title.${hold.reason}`, { network: title })}
      </Text>
      <Text size="sm">{t(`share.hold.why.${hold.reason}`, { count: hold.cap, n: number(hold.cap), minutes: number(Math.round(hold.window_s / 60)), network: title })}</Text>
      <Text size="sm" mt={6}>
        {t(hold.suggested_at === hold.until ? 'share.hold.free' : 'share.hold.suggested', { when: ahead(hold.suggested_at) })}
      </Text>
      {!later && (
        <Button size="sm" variant="default" mt="sm" leftSection={<Icon of={IconCalendarPlus} size={18} />} onClick={save}>
          {t('share.hold.calendar')}
        </Button>
      )}
    </Alert>
  );
}
