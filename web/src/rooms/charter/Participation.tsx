/* Participation.tsx: one switch. On shows the charter first; off is one click, at once, without a question. */
import { Box, Card, Group, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import { useMe } from '../../api/session.ts';
import { problemText } from '../../base/problemText.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useParticipation } from './api.ts';
import CharterSheet from './CharterSheet.tsx';

export function Participation() {
  const { t } = useTranslation();
  const me = useMe();
  const participation = useParticipation();
  const [sheet, setSheet] = useState<'accept' | 'read' | null>(null);
  const { accepted_version: accepted, current_version: current } = me.charter;
  const renewed = me.ambassador && accepted !== current;
  const change = (wanted: boolean) => (wanted ? setSheet('accept') : participation.mutate({ ambassador: false }));

  return (
    <Card component="section" aria-labelledby="participation">
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Box miw={0}>
          <Title order={2} id="participation" fz={16} lh="24px" fw={620}>
            {t('charter.participation.title')}
          </Title>
          <Text size="sm" c="dimmed" component="div">
            {renewed
              ? t('charter.participation.renewed')
              : me.ambassador
                ? t('charter.participation.on', { version: accepted ?? current })
                : t('charter.participation.off')}{' '}
            {renewed ? (
              <TextButton onClick={() => setSheet('accept')}>{t('charter.call.read')}</TextButton>
            ) : (
              <TextButton quiet onClick={() => setSheet('read')}>
                {me.ambassador ? t('charter.participation.again') : t('charter.call.read')}
              </TextButton>
            )}
          </Text>
        </Box>
        <Switch checked={me.ambassador} onChange={(event) => change(event.currentTarget.checked)} disabled={participation.isPending} aria-labelledby="participation" size="lg" />
      </Group>
      <Box mt={participation.isError ? 'sm' : 0}>
        <FormProblem text={participation.isError ? problemText(toApiError(participation.error), t) : null} />
      </Box>
      {sheet && <CharterSheet onClose={() => setSheet(null)} readOnly={sheet === 'read'} />}
    </Card>
  );
}
