/* Rules.tsx: what earns points and how many, by act and by network, in the numbers in force, read from the server, not retold here. */
import { Box, Card, Group, Skeleton, Text, Title } from '@mantine/core';
import { IconPencil, IconSpeakerphone, IconWorld, type Icon as TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Points, PointsRule, PointsRules } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { OutsideLink } from '../../ui/TextLink.tsx';
import { useRules } from './api.ts';
import { Example, ruleOf } from './Example.tsx';
import classes from './points.module.css';

const noon = (day: string) => `${day}T12:00:00Z`;

export function RulesPlace({ points }: { points: Points }) {
  const { t } = useTranslation();
  const rules = useRules();
  if (rules.isError && !rules.data) {
    return <ErrorCard title={t('points.rules.failed')} error={rules.error} retry={() => void rules.refetch()} retrying={rules.isFetching} />;
  }
  if (!rules.data) return <Skeleton h={420} radius="md" role="status" aria-label={t('common.loading')} />;
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Acts rules={rules.data} />
        <Networks rules={rules.data} />
      </div>
      <div className={classes.column}>
        <Example points={points} />
        <Versions rules={rules.data} />
      </div>
    </div>
  );
}

function Acts({ rules }: { rules: PointsRules }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const share = ruleOf(rules.rules, 'share', null);
  const own = ruleOf(rules.rules, 'own_words', null);
  const clicks = ruleOf(rules.rules, 'clicks', null);
  const steps = share?.steps.filter((step) => step.points > 0).map((step) => number(step.points)).join(', ') ?? '';
  return (
    <Card component="section" aria-labelledby="acts" padding={0}>
      <Title order={2} id="acts" fz={16} lh="24px" fw={620} p="var(--pv-card-padding)" pb={8}>
        {t('points.rules.acts')}
      </Title>
      <ul className={`${classes.rules} pv-rows`}>
        {share && (
          <Act icon={IconSpeakerphone} rule={share} title={t('points.rules.share')} value={steps}>
            {t('points.rules.shareText', { count: share.steps.filter((step) => step.points > 0).length })} {t('points.rules.cap', { count: rules.shares_a_day })}
          </Act>
        )}
        {own && (
          <Act icon={IconPencil} rule={own} title={t('points.rules.ownWords')} value={`+${number(own.steps[0]?.points ?? 0)}`}>
            {t('points.rules.ownWordsText')}
          </Act>
        )}
        {clicks && (
          <Act icon={IconWorld} rule={clicks} title={t('points.rules.clicks')} value={t('points.rules.upTo', { n: number(clicks.max ?? 0) })}>
            <Curve rule={clicks} />
          </Act>
        )}
      </ul>
    </Card>
  );
}

function Act({ icon, rule, title, value, children }: { icon: TablerIcon; rule: PointsRule; title: string; value: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  return (
    <li>
      <Icon of={icon} />
      <Box flex={1} miw={0}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {children}
        </Text>
        <Text size="xs" c="dimmed">
          {t('points.rules.since', { version: rule.version, date: longDate(rule.since) })}
        </Text>
      </Box>
      <Text size="sm" fw={620} className={classes.value}>
        {value}
      </Text>
    </li>
  );
}

/** What so many visits are worth, as a small table: the curve in figures. */
function Curve({ rule }: { rule: PointsRule }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <>
      {t('points.rules.clicksText', { factor: rule.factor ?? 0, divisor: rule.divisor ?? 1, max: rule.max ?? 0 })}
      <dl className={classes.curve}>
        {rule.steps.map((step) => (
          <div key={step.at}>
            <dt>{t('points.rules.visits', { count: step.at, n: number(step.at) })}</dt>
            <dd>{number(step.points)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Each network that is offered: earns as above, or nothing, and why. */
function Networks({ rules }: { rules: PointsRules }) {
  const { t } = useTranslation();
  const barred = (network: string) => rules.rules.find((row) => row.rule === 'share' && row.network === network && !row.earns);
  const earning = rules.networks.filter((network) => !barred(network));
  const none = rules.networks.filter((network) => barred(network));
  // The same reason is said once, for all networks that it holds for.
  const reasons = new Map<string, PointsRule[]>();
  for (const network of none) {
    const rule = barred(network);
    if (rule) reasons.set(rule.note ?? '', [...(reasons.get(rule.note ?? '') ?? []), rule]);
  }
  return (
    <Card component="section" aria-labelledby="networks" padding={0}>
      <Title order={2} id="networks" fz={16} lh="24px" fw={620} p="var(--pv-card-padding)" pb={8}>
        {t('points.rules.networks')}
      </Title>
      <ul className={`${classes.rules} pv-rows`}>
        {earning.length > 0 && (
          <li>
            <Group gap={6} className={classes.signs}>
              {earning.map((network) => (
                <NetworkIcon key={network} network={network} />
              ))}
            </Group>
            <Box flex={1} miw={0}>
              <Text size="sm" fw={500}>
                {earning.map((network) => networkTitle(t, network)).join(', ')}
              </Text>
              <Text size="xs" c="dimmed">
                {t('points.rules.earns')}
              </Text>
            </Box>
          </li>
        )}
        {[...reasons].map(([note, rows]) => (
          <Barred key={note} note={note} rules={rows} />
        ))}
      </ul>
    </Card>
  );
}

function Barred({ note, rules }: { note: string; rules: PointsRule[] }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const titled = rules.map((rule) => ({ source: rule.source, checked: rule.checked, network: networkTitle(t, rule.network ?? '') }));
  return (
    <li>
      <Group gap={6} className={classes.signs}>
        {rules.map((rule) => (
          <NetworkIcon key={rule.network} network={rule.network ?? ''} />
        ))}
      </Group>
      <Box flex={1} miw={0}>
        <Text size="sm" fw={500}>
          {titled.map((rule) => rule.network).join(', ')}
        </Text>
        <Text size="xs" c="dimmed">
          {note}
        </Text>
        <Group gap={6} fz={13} lh="18px" c="dimmed">
          {titled.map(
            (rule) =>
              rule.source && (
                <Text key={rule.network} size="xs" component="span">
                  <OutsideLink href={rule.source} quiet>
                    {t('share.terms.source', { network: rule.network })}
                  </OutsideLink>
                  {rule.checked && `, ${t('share.terms.read', { date: longDate(noon(rule.checked)) })}`}
                </Text>
              ),
          )}
        </Group>
      </Box>
      <Text size="sm" fw={620} className={classes.value}>
        0
      </Text>
    </li>
  );
}

function Versions({ rules }: { rules: PointsRules }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  return (
    <Card component="section" aria-labelledby="versions">
      <Title order={2} id="versions" fz={16} lh="24px" fw={620} mb={4}>
        {t('points.rules.history')}
      </Title>
      <ul className={classes.versions}>
        {rules.versions.map(({ version, since }) => (
          <li key={version}>
            <Text size="sm" fw={version === rules.version ? 620 : undefined} component="span">
              {t('points.rules.versionOf', { version })}
            </Text>
            <Text size="sm" c="dimmed" component="span">
              {t('points.rules.from', { date: longDate(since) })}
            </Text>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt="xs">
        {t('points.rules.forward')}
      </Text>
    </Card>
  );
}
