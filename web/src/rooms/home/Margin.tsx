/* Margin.tsx: beside the feed on wide screens: the reader's own week, and what the company sees (groups, never this). */
import { Box, Card, Group, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLock, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Rich } from '../../ui/Rich.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { useMonth } from './api.ts';

export function Margin() {
  const { t } = useTranslation();
  const me = useMe();
  const wide = useMediaQuery('(min-width: 66.25em)', true, { getInitialValueInEffect: false });
  const month = useMonth(me.ambassador && wide === true);
  const week = month.data?.series.slice(-7).reduce((sum, day) => sum + day.human, 0) ?? 0;
  return (
    <>
      {me.ambassador && month.data && (
        <Card component="section" aria-labelledby="week" padding={20}>
          <Title order={2} id="week" fz={16} lh="24px" fw={620}>
            {t('home.week.title')}
          </Title>
          <WeekText visits={week} />
          <Group justify="space-between" mt="sm" gap="xs">
            <Group gap={6} c="dimmed">
              <Icon of={IconLock} size={15} />
              <Text size="xs">{t('common.onlyYou')}</Text>
            </Group>
            <Box fz={14}>
              <TextLink to="/impact">{t('nav.impact')}</TextLink>
            </Box>
          </Group>
        </Card>
      )}
      <Group wrap="nowrap" gap="xs" align="flex-start" px={4} c="dimmed">
        <Icon of={IconShieldCheck} size={18} />
        <Text size="xs" component="div">
          {t('home.sees', { company: me.company.name })}{' '}
          <TextLink to="/trust" quiet>
            {t('home.trust')}
          </TextLink>
        </Text>
      </Group>
    </>
  );
}

function WeekText({ visits }: { visits: number }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <Text size="sm" c="var(--pv-ink-soft)" mt={4}>
      {visits > 0 ? (
        <Rich text={t('home.week.visits', { count: visits, n: number(visits) })} />
      ) : (
        t('home.week.quiet')
      )}
    </Text>
  );
}
