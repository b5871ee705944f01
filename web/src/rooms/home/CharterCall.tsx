/* CharterCall.tsx: an invitation, not a reminder. Gone for good weeks after one "later"; nothing changes for who never answers. */
import { ActionIcon, Button, Card, Group, Text, ThemeIcon, Title } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconFileCertificate, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './home.module.css';

const CharterSheet = lazy(() => import('../charter/CharterSheet.tsx'));
const QUIET_MS = 30 * 86_400_000;

export function CharterCall() {
  const { t } = useTranslation();
  const me = useMe();
  const [later, setLater] = useLocalStorage({ key: 'pv.charter.later', defaultValue: 0, getInitialValueInEffect: false });
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  const renewed = me.ambassador && me.charter.accepted_version !== me.charter.current_version;
  if (!renewed && (me.ambassador || Date.now() - later < QUIET_MS)) return null;

  return (
    <Card component="section" aria-labelledby="charter-call" className={classes.call} padding="md">
      <Group wrap="nowrap" gap="sm" align="center">
        <ThemeIcon size={44} color="gray" variant="light" className={classes.callIcon} visibleFrom="xs">
          <Icon of={IconFileCertificate} size={22} />
        </ThemeIcon>
        <div className={classes.callText}>
          <Title order={2} id="charter-call" fz={14} lh="20px" fw={620} className={classes.callTitle}>
            {renewed ? t('charter.call.renewed') : t('charter.call.title')}
          </Title>
          <Text size="sm" c="dimmed" className={classes.callTitle}>
            {renewed ? t('charter.call.renewedText') : t('charter.call.text')}
          </Text>
        </div>
        <Button variant="default" onClick={() => setOpen(true)} flex="none" aria-label={t('charter.call.read')}>
          {phone ? t('charter.call.readShort') : t('charter.call.read')}
        </Button>
        {!renewed && (
          <ActionIcon aria-label={t('charter.call.later')} onClick={() => setLater(Date.now())} mx={-8} flex="none">
            <Icon of={IconX} size={18} />
          </ActionIcon>
        )}
      </Group>
      {open && (
        <Suspense fallback={null}>
          <CharterSheet onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Card>
  );
}
