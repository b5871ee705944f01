/* TrustPage.tsx: what the company sees, what it never sees, said as the program does it. Words change here only together with
 * what the server keeps and shows (docs and tests of the privacy room). */
import { Box, Button, Card, Group, Text, Title } from '@mantine/core';
import { IconBuilding, IconEye, IconEyeOff, IconLock, IconUserCircle, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { Participation } from '../charter/Participation.tsx';
import { Otherwise } from './Otherwise.tsx';
import classes from './trust.module.css';

type Fact = 'directory' | 'written' | 'board' | 'choice' | 'activity' | 'work' | 'accounts' | 'visitors' | 'absent';
type Seen = 'seen' | 'private' | 'nobody';

const facts: { fact: Fact; seen: Seen }[] = [
  { fact: 'directory', seen: 'seen' },
  { fact: 'written', seen: 'seen' },
  { fact: 'board', seen: 'seen' },
  { fact: 'choice', seen: 'private' },
  { fact: 'activity', seen: 'private' },
  { fact: 'work', seen: 'private' },
  { fact: 'accounts', seen: 'private' },
  { fact: 'visitors', seen: 'nobody' },
  { fact: 'absent', seen: 'nobody' },
];

const signs: Record<Seen, { icon: TablerIcon; color: string }> = {
  seen: { icon: IconEye, color: 'var(--mantine-color-dimmed)' },
  private: { icon: IconLock, color: 'var(--pv-ok)' },
  nobody: { icon: IconEyeOff, color: 'var(--mantine-color-dimmed)' },
};

export function TrustPage() {
  const { t } = useTranslation();
  const me = useMe();
  const company = me.company.name;
  return (
    <Page title={t('trust.title')} lead={<Text className="pv-reading">{t('trust.lead', { company })}</Text>}>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Card padding={0} component="section" aria-labelledby="example" className={classes.halves}>
            <Box p="md">
              <Text size="xs" c="dimmed" id="example">
                {t('trust.example')}
              </Text>
              <Half icon={IconUserCircle} who={t('trust.you')} what={t('trust.youSee')} />
            </Box>
            <Box p="md" className={classes.company}>
              <Half icon={IconBuilding} who={t('trust.companySees', { company })} what={t('trust.companyNothing')} />
              <Text size="xs" c="dimmed" mt={2}>
                {t('trust.companyNote')}
              </Text>
            </Box>
          </Card>
          <section aria-labelledby="facts" className={classes.who}>
            <Title order={2} id="facts" mb="sm" px={4}>
              {t('trust.who')}
            </Title>
            <Card padding={0} component="ul" className={`${classes.facts} pv-rows`}>
              {facts.map(({ fact, seen }) => (
                <li key={fact}>
                  <Icon of={signs[seen].icon} color={signs[seen].color} />
                  <Box miw={0}>
                    <Text size="sm" fw={500}>
                      {t(`trust.fact.${fact}`)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t(`trust.fact.${fact}Who`, { company })}
                    </Text>
                  </Box>
                </li>
              ))}
            </Card>
          </section>
          <Otherwise />
        </div>
        <section aria-labelledby="choices" className={classes.column}>
          <Title order={2} id="choices" px={4} mt={0}>
            {t('trust.choices')}
          </Title>
          <Participation />
          <Button component={Link} to="/me" variant="default">
            {t('trust.leave')}
          </Button>
          <Text size="xs" c="dimmed" px={4}>
            {t('me.noTrace')}
          </Text>
          <Text size="xs" c="dimmed" px={4}>
            {t('trust.operator', { company })}
          </Text>
        </section>
      </div>
    </Page>
  );
}

function Half({ icon, who, what }: { icon: TablerIcon; who: string; what: string }) {
  return (
    <>
      <Group gap={8} mt={6}>
        <Icon of={icon} />
        <Text size="sm" fw={500}>
          {who}
        </Text>
      </Group>
      <Text fz={20} lh="28px" fw={650} mt={2}>
        {what}
      </Text>
    </>
  );
}
