/* Rules.tsx: how points are reckoned, in the numbers in force, read from the server, not retold here. */
import { Box, Card, Group, Text, Title } from '@mantine/core';
import { IconPencil, IconSpeakerphone, IconWorld, type Icon as TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Points, PointsRule } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { OutsideLink } from '../../ui/TextLink.tsx';
import classes from './points.module.css';

export function Rules({ points }: { points: Points }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const general = (rule: string) => points.rules.find((row) => row.rule === rule && !row.network);
  const share = general('share');
  const own = general('own_words');
  const clicks = general('clicks');
  // The same reason is said once, for all networks that it holds for.
  const reasons = new Map<string, Map<string, PointsRule>>();
  for (const row of points.rules) {
    if (row.earns || !row.network) continue;
    const same = reasons.get(row.note ?? '') ?? new Map<string, PointsRule>();
    reasons.set(row.note ?? '', same.set(row.network, row));
  }
  return (
    <Card component="section" aria-labelledby="rules" padding={0}>
      <Box p="var(--pv-card-padding)" pb={8}>
        <Title order={2} id="rules" fz={16} lh="24px" fw={620}>
          {t('points.rules.title')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('points.rules.version', { version: points.rules_version, date: longDate(points.rules_from) })}
        </Text>
      </Box>
      <ul className={`${classes.rules} pv-rows`}>
        {share && <Rule icon={IconSpeakerphone} title={t('points.rules.share')} text={t('points.rules.shareText', { steps: share.steps.filter((step) => step.points > 0).map((step) => step.points).join(', ') })} />}
        {own && <Rule icon={IconPencil} title={t('points.rules.ownWords', { count: own.steps[0]?.points ?? 0 })} text={t('points.rules.ownWordsText')} />}
        {clicks && <Rule icon={IconWorld} title={t('points.rules.clicks', { count: clicks.max ?? 0 })} text={<Curve rule={clicks} />} />}
        {[...reasons].map(([note, rules]) => (
          <Barred key={note} note={note} rules={[...rules.values()]} />
        ))}
      </ul>
    </Card>
  );
}

function Rule({ icon, title, text }: { icon: TablerIcon; title: string; text: ReactNode }) {
  return (
    <li>
      <Icon of={icon} />
      <Box flex={1} miw={0}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {text}
        </Text>
      </Box>
    </li>
  );
}

function Curve({ rule }: { rule: PointsRule }) {
  const { t } = useTranslation();
  const shown = rule.steps.filter((step) => [10, 50, 100].includes(step.at));
  return (
    <>
      {t('points.rules.clicksText')}{' '}
      {shown.map((step) => t('points.rules.clicksStep', { clicks: step.at, count: step.points })).join(', ')}.
    </>
  );
}

function Barred({ note, rules }: { note: string; rules: PointsRule[] }) {
  const { t } = useTranslation();
  const titled = rules.map((rule) => ({ source: rule.source, network: networkTitle(t, rule.network ?? '') }));
  return (
    <li>
      <NetworkIcon network={rules[0]?.network ?? ''} />
      <Box flex={1} miw={0}>
        <Text size="sm" fw={500}>
          {t('points.rules.barred', { network: titled.map((rule) => rule.network).join(', ') })}
        </Text>
        <Group gap={6} fz={13} lh="18px">
          <Text size="xs" c="dimmed">
            {note}
          </Text>
          {titled.map(
            (rule) =>
              rule.source && (
                <OutsideLink key={rule.network} href={rule.source} quiet>
                  {t('share.terms.source', { network: rule.network })}
                </OutsideLink>
              ),
          )}
        </Group>
      </Box>
    </li>
  );
}
