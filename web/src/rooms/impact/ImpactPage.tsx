/* ImpactPage.tsx: what my shares brought: one sentence, the figures, the weeks, the shares, and what was not counted. */
import { Box, Button, Group, Menu, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { periodKinds, useImpact, useMyShares, type PeriodKind } from './api.ts';
import { Discarded } from './Discarded.tsx';
import { Figures } from './Figures.tsx';
import classes from './impact.module.css';
import { Lead } from './Lead.tsx';
import { Queue } from '../publish/Queue.tsx';
import { Shares } from './Shares.tsx';
import { Weeks } from './Weeks.tsx';

export function ImpactPage() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<PeriodKind>('month');
  const impact = useImpact(kind);
  const shares = useMyShares();
  const never = shares.data?.pages[0]?.items.length === 0;

  return (
    <Page
      title={t('nav.impact')}
      lead={
        <Group gap={6} wrap="nowrap">
          <Icon of={IconLock} size={16} />
          {t('impact.private')}
        </Group>
      }
      aside={<PeriodSwitch kind={kind} onKind={setKind} impact={impact.data} />}
    >
      {impact.isError && !impact.data ? (
        <Box mt="lg">
          <ErrorCard title={t('impact.failed')} error={impact.error} retry={() => void impact.refetch()} retrying={impact.isFetching} />
        </Box>
      ) : never ? (
        <NothingYet />
      ) : impact.data ? (
        <div data-busy={impact.isPlaceholderData || undefined} className={classes.body}>
          <Lead impact={impact.data} />
          <Figures impact={impact.data} />
          <div className={classes.columns}>
            <div className={classes.column}>
              <Queue />
              <Weeks impact={impact.data} />
              <Shares shares={shares} />
            </div>
            <div className={classes.column}>
              <Discarded impact={impact.data} />
            </div>
          </div>
        </div>
      ) : (
        <ImpactSkeleton />
      )}
    </Page>
  );
}

interface SwitchProps {
  kind: PeriodKind;
  onKind: (kind: PeriodKind) => void;
  impact: Impact | undefined;
}

/** Three words on desktop; on phones the present one, with a menu. */
function PeriodSwitch({ kind, onKind, impact }: SwitchProps) {
  const { t } = useTranslation();
  const { day } = useLocale();
  const names = periodKinds.map((value) => ({ value, label: t(`impact.period.${value}`) }));
  const now = kind === 'month' && impact ? day(impact.period.from, { month: 'long' }) : t(`impact.period.${kind}`);
  return (
    <>
      <SegmentedControl visibleFrom="sm" data={names} value={kind} onChange={onKind} aria-label={t('impact.period.label')} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button hiddenFrom="sm" variant="subtle" px={8} rightSection={<Icon of={IconChevronDown} size={18} />} aria-label={t('impact.period.now', { period: now })} className={classes.period}>
            {now}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {names.map(({ value, label }) => (
            <Menu.Item key={value} role="menuitemradio" aria-checked={value === kind} onClick={() => onKind(value)} rightSection={value === kind ? <Icon of={IconCheck} size={18} /> : undefined}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function NothingYet() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Empty
      title={t('impact.empty.title')}
      art={<QuietHills />}
      action={
        <Button component={Link} to="/">
          {t('impact.empty.action')}
        </Button>
      }
    >
      {me.ambassador ? t('impact.empty.text') : t('impact.empty.reader')}
    </Empty>
  );
}

function ImpactSkeleton() {
  const { t } = useTranslation();
  return (
    <Box role="status" aria-label={t('common.loading')} mt="lg">
      <Skeleton h={22} maw={460} mb={12} />
      <Skeleton h={22} maw={380} mb={32} />
      <Group gap={48} mb={32}>
        {[0, 1, 2, 3].map((index) => (
          <Skeleton key={index} w={110} h={64} radius="md" />
        ))}
      </Group>
      <Skeleton h={300} maw={640} radius="md" />
      <Text className="pv-reading" />
    </Box>
  );
}
