/* JoinLinksPage.tsx: addresses by which people come in by themselves: made, shown as a code, printed, revoked. */
import { Alert, Badge, Button, Card, Group, Modal, NumberInput, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconInfoCircle, IconLink, IconPlus, IconPrinter, IconQrcode } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { JoinLink } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../../ui/Page.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { useWays } from '../join/api.ts';
import { useAddLink, useJoinLinks, useRevokeLink } from './api.ts';
import { AxisInputs, groupsOf } from './AxisInputs.tsx';
import classes from './people.module.css';

export function JoinLinksPage() {
  const { t } = useTranslation();
  const links = useJoinLinks();
  const ways = useWays();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<JoinLink | null>(null);
  const [revoking, setRevoking] = useState<JoinLink | null>(null);
  const items = links.data?.items ?? [];
  const add = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setAdding(true)}>
      {t('people.joinLinks.add')}
    </Button>
  );
  return (
    <Page title={t('people.joinLinks.title')} above={<BackLink to="/people">{t('nav.people')}</BackLink>} lead={t('people.joinLinks.lead')} aside={items.length > 0 && add}>
      {ways.data && !ways.data.link && (
        <Alert mt="md" icon={<Icon of={IconInfoCircle} />}>
          {t('people.joinLinks.off')}
        </Alert>
      )}
      {links.isPending && (
        <Card mt="lg" padding={0} className="pv-rows" role="status" aria-label={t('common.loading')}>
          {[0, 1, 2].map((row) => (
            <div key={row} className={classes.waiting}>
              <Skeleton height={15} width={180} />
            </div>
          ))}
        </Card>
      )}
      {links.isError && <ErrorCard title={t('people.joinLinks.failed')} error={links.error} retry={() => void links.refetch()} retrying={links.isFetching} />}
      {links.isSuccess && items.length === 0 && (
        <Empty title={t('people.joinLinks.empty')} action={add}>
          {t('people.joinLinks.emptyText')}
        </Empty>
      )}
      {items.length > 0 && (
        <Card mt="lg" padding={0} component="ul" className={`${classes.list} pv-rows`}>
          {items.map((link) => (
            <LinkRow key={link.id} link={link} onShow={() => setShown(link)} onRevoke={() => setRevoking(link)} />
          ))}
        </Card>
      )}
      {adding && (
        <AddLink
          onClose={() => setAdding(false)}
          onMade={(link) => {
            setAdding(false);
            setShown(link);
          }}
        />
      )}
      {shown && <ShowLink link={shown} onClose={() => setShown(null)} />}
      {revoking && <Revoke link={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

function LinkRow({ link, onShow, onRevoke }: { link: JoinLink; onShow: () => void; onRevoke: () => void }) {
  const { t } = useTranslation();
  const { number, date } = useLocale();
  const { team, department, country, free } = link.groups;
  const uses = link.max_uses === null ? t('people.joinLinks.uses', { count: link.uses, n: number(link.uses) }) : t('people.joinLinks.usesOf', { n: number(link.uses), max: number(link.max_uses) });
  const facts = [uses, ...[team, department, country, ...(free ?? [])].filter((name): name is string => Boolean(name))];
  return (
    <li className={classes.waiting} aria-label={link.label}>
      <div className={classes.who}>
        <Text size="sm" fw={600}>
          {link.label}
        </Text>
        <Text size="xs" c="dimmed">
          {facts.join(', ')}
        </Text>
      </div>
      <div className={classes.why}>
        {link.ended ? <Badge data-tone="danger">{t('people.joinLinks.ended')}</Badge> : <Badge leftSection={<Icon of={IconLink} size={15} />}>{t('people.joinLinks.until', { date: date(link.expires_at) })}</Badge>}
      </div>
      <Group gap="xs" className={classes.decide}>
        {!link.ended && (
          <Button variant="default" leftSection={<Icon of={IconQrcode} size={18} />} onClick={onShow}>
            {t('people.joinLinks.show')}
          </Button>
        )}
        <Button variant="subtle" onClick={onRevoke}>
          {t('people.joinLinks.revoke')}
        </Button>
      </Group>
    </li>
  );
}

const DAYS = [7, 30, 90, 365];

function AddLink({ onClose, onMade }: { onClose: () => void; onMade: (link: JoinLink) => void }) {
  const { t } = useTranslation();
  const add = useAddLink();
  const form = useApiForm({
    initialValues: { label: '', days: '30', max_uses: '' as number | string, groups: { country: '', department: '', team: '', free: [] as string[] } },
    validate: { label: (value: string) => (value.trim() ? null : t('error.field.required')) },
  });
  const send = form.onSubmit((values) => {
    form.clearProblem();
    add.mutate(
      { label: values.label.trim(), days: Number(values.days), max_uses: values.max_uses === '' ? undefined : Number(values.max_uses), groups: groupsOf(values.groups) },
      { onError: form.fail, onSuccess: onMade },
    );
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('people.joinLinks.add')} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <TextInput label={t('people.joinLinks.label')} placeholder={t('people.joinLinks.labelHint')} maxLength={80} data-autofocus required {...form.getInputProps('label')} />
          <div className={classes.two}>
            <Select label={t('people.joinLinks.days')} allowDeselect={false} data={DAYS.map((days) => ({ value: String(days), label: t('people.joinLinks.daysOf', { count: days }) }))} {...form.getInputProps('days')} />
            <NumberInput label={t('people.joinLinks.max')} placeholder={t('people.joinLinks.maxHint')} min={1} max={100000} allowDecimal={false} hideControls {...form.getInputProps('max_uses')} />
          </div>
          <Title order={3} fz={15} lh="20px" fw={620}>
            {t('people.joinLinks.groups')}
          </Title>
          <AxisInputs value={form.values.groups} onChange={(groups) => form.setFieldValue('groups', groups)} />
          <FormProblem text={form.problem} />
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              {t('people.joinLinks.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function ShowLink({ link, onClose }: { link: JoinLink; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={link.label} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <div className={classes.qr}>
          <QrCode text={link.url} size={224} label={t('people.joinLinks.code')} />
        </div>
        <TextInput label={t('people.joinLinks.address')} readOnly value={link.url} onFocus={(event) => event.currentTarget.select()} classNames={{ input: classes.link }} />
        <Group justify="flex-end" gap="xs">
          <Button renderRoot={(props) => <Link {...props} to="/people/links/$id/poster" params={{ id: link.id }} />} variant="default" leftSection={<Icon of={IconPrinter} />}>
            {t('people.joinLinks.poster')}
          </Button>
          <CopyText text={link.url} label={t('people.link.copy')} autoFocus />
        </Group>
      </Stack>
    </Modal>
  );
}

function Revoke({ link, onClose }: { link: JoinLink; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useRevokeLink();
  return (
    <Modal opened onClose={onClose} title={t('people.joinLinks.revokeTitle', { label: link.label })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <Text size="sm">{t('people.joinLinks.revokeText')}</Text>
        <FormProblem text={revoke.isError ? problemText(toApiError(revoke.error), t) : null} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate(link.id, { onSuccess: onClose })}>
            {t('people.joinLinks.revokeDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
