/* LogoRows.tsx: the company's logo for light and for dark ground, and an icon; each shown on the ground it is meant for. */
import { Button, Card, FileButton, Group, Text, Title } from '@mantine/core';
import { IconPhoto, IconTrash, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { keys } from '../../api/query.ts';
import { useSpace } from '../../api/session.ts';
import { LOGO_ACCEPT, logoProblem, sendLogo, type LogoKind } from '../../base/logoFile.ts';
import { problemText } from '../../base/problemText.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './settings.module.css';

const kinds: LogoKind[] = ['light', 'dark', 'icon'];

export function LogoRows({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <section id="logo" aria-labelledby="logo-title" className={classes.section}>
      <div className={classes.sectionHead}>
        <Icon of={IconPhoto} />
        <Title order={2} id="logo-title">
          {t('settings.section.logo')}
        </Title>
      </div>
      <Text size="sm" c="dimmed" mb="sm" px={4}>
        {t('settings.logo.about')}
      </Text>
      <Card padding={0} component="ul" className={`${classes.rows} pv-rows`}>
        {kinds.map((kind) => (
          <LogoRow key={kind} kind={kind} readOnly={readOnly} />
        ))}
      </Card>
    </section>
  );
}

function LogoRow({ kind, readOnly }: { kind: LogoKind; readOnly: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const company = useSpace()?.company;
  const logo = kind === 'light' ? company?.logo : kind === 'dark' ? company?.logo_dark : company?.icon;
  const [refused, setRefused] = useState<string | null>(null);
  const after = () => client.invalidateQueries({ queryKey: keys.space });
  const send = useMutation({ mutationFn: (file: File) => sendLogo(kind, file), onSuccess: after });
  const remove = useMutation({ mutationFn: () => data(api.DELETE('/api/v1/space/logo/{kind}', { params: { path: { kind } } })), onSuccess: after });
  const take = async (file: File | null) => {
    if (!file) return;
    send.reset();
    remove.reset();
    const problem = await logoProblem(file, kind);
    setRefused(problem && t(`settings.logo.problem.${problem}`));
    if (!problem) send.mutate(file);
  };
  const failed = refused ?? (send.isError ? problemText(toApiError(send.error), t) : remove.isError ? problemText(toApiError(remove.error), t) : null);
  const label = t(`settings.logo.${kind}`);
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Text size="sm" fw={600}>{label}</Text>
        <Text size="sm" c="dimmed">
          {t(`settings.logo.${kind}Help`)}
        </Text>
        {failed && (
          <Text role="alert" size="sm" c="var(--pv-danger)" mt={4}>
            {failed}
          </Text>
        )}
      </div>
      <div className={classes.logoPlace}>
        <span className={classes.logoGround} data-kind={kind}>
          {logo ? <img src={logo.url} alt={label} width={logo.width} height={logo.height} /> : <Text size="xs" c={kind === 'dark' ? '#A2A8B8' : '#626879'}>{t('settings.logo.none')}</Text>}
        </span>
        {!readOnly && (
          <Group gap={4} wrap="nowrap">
            <FileButton onChange={(file) => void take(file)} accept={LOGO_ACCEPT}>
              {(props) => (
                <Button variant="default" leftSection={<Icon of={IconUpload} size={18} />} loading={send.isPending} aria-label={t('settings.logo.chooseLabel', { logo: label })} {...props}>
                  {logo ? t('settings.logo.replace') : t('settings.logo.choose')}
                </Button>
              )}
            </FileButton>
            {logo && (
              <Button variant="subtle" px="xs" aria-label={t('settings.logo.removeLabel', { logo: label })} loading={remove.isPending} onClick={() => remove.mutate()}>
                <Icon of={IconTrash} size={18} />
              </Button>
            )}
          </Group>
        )}
      </div>
    </li>
  );
}
