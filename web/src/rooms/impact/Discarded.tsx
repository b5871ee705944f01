/* Discarded.tsx: what was not counted as a visit, and why; and how evidence works. */
import { Box, Card, Group, Paper, Text, Title } from '@mantine/core';
import { IconEye, IconRefresh, IconRobot, IconUserCircle, type Icon as TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Impact } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './impact.module.css';

type Kind = 'bot' | 'preview' | 'repeat' | 'self';
const kinds: { kind: Kind; icon: TablerIcon }[] = [
  { kind: 'bot', icon: IconRobot },
  { kind: 'repeat', icon: IconRefresh },
  { kind: 'preview', icon: IconEye },
  { kind: 'self', icon: IconUserCircle },
];

export function Discarded({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <>
      <Card component="section" aria-labelledby="discarded" padding={0}>
        <Box p="var(--pv-card-padding)" pb={8}>
          <Title order={2} id="discarded" fz={16} lh="24px" fw={620}>
            {t('impact.discarded.title')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('impact.discarded.text')}
          </Text>
        </Box>
        <ul className={`${classes.discarded} pv-rows`}>
          {kinds.map(({ kind, icon }) => (
            <li key={kind}>
              <Icon of={icon} />
              <Box flex={1} miw={0}>
                <Text size="sm" fw={500}>
                  {t(`impact.discarded.${kind}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {t(`impact.discarded.${kind}Why`)}
                </Text>
              </Box>
              <Text size="sm" fw={600} className="pv-tabular">
                {number(impact.clicks[kind])}
              </Text>
            </li>
          ))}
        </ul>
      </Card>
      <Paper className={classes.how}>
        <Group gap="xs" mb={6}>
          <Title order={2} fz={14} lh="20px" fw={620}>
            {t('impact.proof.title')}
          </Title>
        </Group>
        <Text size="xs" c="var(--pv-ink-soft)">
          {t('impact.proof.text')}
        </Text>
      </Paper>
    </>
  );
}
