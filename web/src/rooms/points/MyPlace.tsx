/* MyPlace.tsx: where I stand, for me alone; going on the board under a name of my choice, and off it in one click. */
import { Button, Card, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError, type ApiError } from '../../api/problem.ts';
import type { MyBoard } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { languageOf } from '../../i18n/index.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { useBoardChange } from './api.ts';
import classes from './points.module.css';

export function MyPlace({ mine }: { mine: MyBoard }) {
  const { t, i18n } = useTranslation();
  const { number } = useLocale();
  const change = useBoardChange();
  const [naming, setNaming] = useState(false);
  const form = naming || !mine.on_board;
  return (
    <>
      <Card component="section" aria-labelledby="my-place">
        <Group gap={6} wrap="nowrap" c="dimmed" mb={4}>
          <Icon of={IconLock} size={15} />
          <Text size="xs">{t('points.board.onlyYou')}</Text>
        </Group>
        <Title order={2} id="my-place" fz={16} lh="24px" fw={620}>
          {t('points.board.mine')}
        </Title>
        {mine.rank ? (
          <Text className="pv-figure" component="p" m={0}>
            {t('points.board.rankOf', { count: mine.rank, ordinal: true, n: number(mine.rank) })}
          </Text>
        ) : null}
        <Text size="sm" c="var(--pv-ink-soft)">
          {mine.rank ? t(mine.on_board ? 'points.board.with' : 'points.board.would', { count: mine.points, n: number(mine.points) }) : t('points.board.noPoints')}
        </Text>
        {mine.on_board && (
          <>
            <Text size="sm" mt="md">
              {t('points.board.shownAs')} <b>{mine.name}</b>
            </Text>
            <Group gap="md" mt="sm">
              <Button variant="default" loading={change.isPending && !naming} onClick={() => change.mutate(null, { onSuccess: () => setNaming(false) })}>
                {t('points.board.leave')}
              </Button>
              <TextButton quiet expanded={naming} onClick={() => setNaming(!naming)}>
                {t('points.board.rename')}
              </TextButton>
            </Group>
          </>
        )}
      </Card>
      {form && (
        <Form
          key={String(mine.on_board)}
          mine={mine}
          busy={change.isPending}
          problem={change.isError ? toApiError(change.error) : null}
          onSend={(pseudonym) => change.mutate({ pseudonym, consent_version: mine.consent.version, language: languageOf(i18n.language) }, { onSuccess: () => setNaming(false) })}
        />
      )}
    </>
  );
}

interface FormProps {
  mine: MyBoard;
  busy: boolean;
  problem: ApiError | null;
  onSend: (pseudonym: string | null) => void;
}

function Form({ mine, busy, problem, onSend }: FormProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'own' | 'pseudonym'>(mine.pseudonym ? 'pseudonym' : 'own');
  const [name, setName] = useState(mine.pseudonym ? (mine.name ?? '') : '');
  const wrong = problem?.errors.find((error) => error.pointer === '/pseudonym');
  const why = wrong && t(/not free/.test(wrong.detail) ? 'points.board.taken' : /no name/.test(wrong.detail) ? 'points.board.noOwnName' : 'points.board.nameForm');
  const paragraphs = mine.consent.text.split('\n');
  return (
    <Card
      component="form"
      aria-labelledby="join-board"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        onSend(kind === 'own' ? null : name);
      }}
    >
      <Title order={2} id="join-board" fz={16} lh="24px" fw={620} mb="xs">
        {t(mine.on_board ? 'points.board.renameTitle' : 'points.board.joinTitle')}
      </Title>
      <Stack gap="sm">
        <Radio.Group value={kind} onChange={(value) => setKind(value === 'own' ? 'own' : 'pseudonym')} label={t('points.board.under')}>
          <Stack gap={10} mt={6}>
            <Radio value="own" label={mine.own_name || t('points.board.ownName')} disabled={!mine.own_name} />
            <Radio value="pseudonym" label={t('points.board.pseudonym')} />
          </Stack>
        </Radio.Group>
        {kind === 'pseudonym' && (
          <TextInput label={t('points.board.pseudonymLabel')} description={t('points.board.pseudonymHelp')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={40} error={why} autoComplete="off" required />
        )}
        <div className={classes.consent}>
          {paragraphs.map((paragraph) => (
            <Text key={paragraph} size="sm" c="var(--pv-ink-soft)">
              {paragraph}
            </Text>
          ))}
        </div>
        <FormProblem text={problem && !why ? problemText(problem, t) : kind === 'own' && why ? why : null} />
        <Button type="submit" loading={busy} disabled={kind === 'pseudonym' && name.trim().length < 2} style={{ alignSelf: 'flex-start' }}>
          {t(mine.on_board ? 'points.board.renameSend' : 'points.board.join')}
        </Button>
      </Stack>
    </Card>
  );
}
