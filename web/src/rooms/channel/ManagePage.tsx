/* ManagePage.tsx: the company's channels in the Studio: made, changed, deleted. Who follows them is told to nobody. */
import { ActionIcon, Badge, Button, Card, Group, Menu, Modal, MultiSelect, Radio, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import type { Channel } from '../../api/types.ts';
import { useApiForm } from '../../base/useForm.ts';
import { useLocale } from '../../base/useLocale.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { Empty, ErrorCard, QuietHills } from '../../ui/states.tsx';
import { kinds, useAudience, useChannels, useDeleteChannel, useSaveChannel } from './api.ts';
import classes from './channel.module.css';

type Doing = { what: 'add' } | { what: 'change' | 'delete'; channel: Channel };

export function ManagePage() {
  const { t, i18n } = useTranslation();
  const channels = useChannels();
  const limited = useAudience().data?.limited ?? false;
  const [doing, setDoing] = useState<Doing | null>(null);
  const items = (channels.data?.items ?? []).toSorted((a, b) => a.name.localeCompare(b.name, i18n.language));
  const close = () => setDoing(null);
  const add = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setDoing({ what: 'add' })}>
      {t('channels.add')}
    </Button>
  );
  usePlaceTitle(`${t('nav.studio')}, ${t('channels.title')}`);
  return (
    <section className={classes.manage} aria-label={t('channels.title')}>
      <div className={classes.head}>
        <p>{limited ? t('channels.limited') : t('channels.manageLead')}</p>
        {!limited && items.length > 0 && add}
      </div>
      {channels.isPending && (
        <Card padding={0} className={`${classes.list} pv-rows`} role="status" aria-label={t('common.loading')}>
          {[0, 1, 2].map((row) => (
            <div key={row} className={classes.row}>
              <Skeleton height={16} width={180} />
            </div>
          ))}
        </Card>
      )}
      {channels.isError && <ErrorCard title={t('channels.failed')} error={channels.error} retry={() => void channels.refetch()} retrying={channels.isFetching} />}
      {channels.isSuccess && items.length === 0 && (
        <Empty title={t('channels.none')} art={<QuietHills />} action={limited ? undefined : add}>
          {t('channels.noneText')}
        </Empty>
      )}
      {items.length > 0 && (
        <Card padding={0} component="ul" className={`${classes.list} pv-rows`}>
          {items.map((channel) => (
            <Row key={channel.id} channel={channel} fixed={limited} onDo={(what) => setDoing({ what, channel })} />
          ))}
        </Card>
      )}
      {doing?.what === 'add' && <Edit onClose={close} />}
      {doing?.what === 'change' && <Edit channel={doing.channel} onClose={close} />}
      {doing?.what === 'delete' && <Delete channel={doing.channel} onClose={close} />}
    </section>
  );
}

function Row({ channel, fixed, onDo }: { channel: Channel; fixed: boolean; onDo: (what: 'change' | 'delete') => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const there = channel.groups.filter(({ gone }) => !gone);
  const nobody = channel.kind === 'restricted' && there.length === 0;
  const facts = [t('channels.posts', { count: channel.posts, n: number(channel.posts) }), there.length > 0 && t('channels.for', { groups: there.map(({ name }) => name).join(', ') })];
  return (
    <li className={classes.row} aria-label={channel.name} data-menu={!fixed || undefined}>
      <div className={classes.words}>
        <span className={classes.name}>
          {channel.name}
          <Badge>{t(`channels.kind.${channel.kind}`)}</Badge>
        </span>
        {channel.description && <span className={classes.about}>{channel.description}</span>}
        <span className={classes.facts} data-warn={nobody || undefined}>
          {nobody ? t('channels.nobody') : facts.filter(Boolean).join(', ')}
        </span>
      </div>
      {!fixed && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('channels.menu', { name: channel.name })}>
              <Icon of={IconDots} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon of={IconPencil} size={18} />} onClick={() => onDo('change')}>
              {t('channels.change')}
            </Menu.Item>
            <Menu.Item leftSection={<Icon of={IconTrash} size={18} />} color="red" onClick={() => onDo('delete')}>
              {t('channels.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

type Values = {
  name: string;
  description: string;
  kind: Channel['kind'];
  groups: string[];
};

function Edit({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveChannel();
  const choices = useAudience();
  const form = useApiForm<Values>({
    initialValues: {
      name: channel?.name ?? '',
      description: channel?.description ?? '',
      kind: channel?.kind ?? 'open',
      groups: (channel?.groups ?? []).filter(({ gone }) => !gone).map(({ id }) => id),
    },
    validate: {
      name: (value) => (value.trim() ? null : t('error.field.required')),
      groups: (value, values) => (values.kind === 'restricted' && value.length === 0 ? t('channels.needsGroup') : null),
    },
  });
  const send = form.onSubmit(({ name, description, kind, groups }) => {
    form.clearProblem();
    save.mutate(
      { id: channel?.id, input: { name: name.trim(), description: description.trim(), kind, groups: kind === 'restricted' ? groups : [] } },
      { onError: form.fail, onSuccess: onClose },
    );
  });
  return (
    <Modal opened onClose={onClose} title={channel ? t('channels.changeTitle', { name: channel.name }) : t('channels.addTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <TextInput label={t('channels.name')} autoComplete="off" maxLength={60} data-autofocus {...form.getInputProps('name')} />
          <Textarea label={t('channels.description')} autosize minRows={2} maxLength={300} {...form.getInputProps('description')} />
          <Radio.Group label={t('channels.who')} {...form.getInputProps('kind')}>
            <Stack gap="xs" mt="xs">
              {kinds.map((kind) => (
                <Radio key={kind} value={kind} label={t(`channels.kind.${kind}`)} description={t(`channels.kindNote.${kind}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {form.values.kind === 'restricted' && (
            <MultiSelect
              label={t('channels.groups')}
              searchable
              data={byAxis(choices.data?.groups ?? [], t)}
              nothingFoundMessage={t('channels.noGroup')}
              {...form.getInputProps('groups')}
            />
          )}
          <FormProblem text={isProblem(save.error, 'state') ? t('channels.notWider') : form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {channel ? t('common.save') : t('channels.addDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Groups of each kind together, for a list to choose from. */
export function byAxis(groups: { id: string; name: string; kind: string }[], t: TFunction) {
  return (['country', 'department', 'team', 'free'] as const)
    .map((axis) => ({ group: t(`join.groups.${axis}`), items: groups.filter(({ kind }) => kind === axis).map(({ id, name }) => ({ value: id, label: name })) }))
    .filter(({ items }) => items.length > 0);
}

function Delete({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const remove = useDeleteChannel();
  const form = useApiForm({ initialValues: { name: '' }, validate: { name: (value: string) => (value.trim() === channel.name ? null : t('channels.wrong')) } });
  const send = form.onSubmit(({ name }) => {
    form.clearProblem();
    remove.mutate({ id: channel.id, name: name.trim() }, { onError: form.fail, onSuccess: onClose });
  });
  return (
    <Modal opened onClose={onClose} title={t('channels.deleteTitle', { name: channel.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          <Text size="sm">
            {channel.posts > 0 ? t('channels.deletePosts', { count: channel.posts, n: number(channel.posts) }) : t('channels.deleteEmpty')}{' '}
            {channel.posts > 0 && t(channel.kind === 'restricted' ? 'channels.deleteRestricted' : 'channels.deleteOpen')}
          </Text>
          <TextInput label={t('channels.name')} autoComplete="off" maxLength={60} data-autofocus {...form.getInputProps('name')} />
          <FormProblem text={isProblem(remove.error, 'state') ? t('channels.stillUsed') : form.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="red" loading={remove.isPending}>
              {t('channels.deleteDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
