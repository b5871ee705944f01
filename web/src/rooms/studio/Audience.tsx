/* Audience.tsx: whom a post is for, chosen and said in a sentence, with how many that is. Kept at once, as marks are. */
import { Alert, MultiSelect, Text } from '@mantine/core';
import { IconAlertTriangle, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Post, PostTargets } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useAudience, useReach, useSetTargets } from '../channel/api.ts';
import { byAxis } from '../channel/ManagePage.tsx';
import classes from './editor.module.css';
import { refusalText } from './missing.ts';

const none: PostTargets = { channels: [], groups: [], languages: [] };
const idsOf = (list: { id: string }[]) => list.map(({ id }) => id);

export function Audience({ post, onChanged }: { post: Post; onChanged: (post: Post) => void }) {
  const { t } = useTranslation();
  const choices = useAudience();
  const save = useSetTargets();
  const targets = post.targets ?? none;
  const now = { channels: idsOf(targets.channels), groups: idsOf(targets.groups), languages: targets.languages };
  const set = (part: Partial<typeof now>) => save.mutate({ id: post.id, targets: { ...now, ...part } }, { onSuccess: onChanged });
  if (choices.isError) return <ErrorCard title={t('studio.for.failed')} error={choices.error} retry={() => void choices.refetch()} retrying={choices.isFetching} />;
  const { channels = [], groups = [], languages = [] } = choices.data ?? {};
  const gone = t('studio.for.gone');
  // What was deleted, or is not this curator's, stays to be seen and taken off.
  const more = (list: PostTargets['channels'], known: { id: string }[]) =>
    list.filter(({ id }) => !known.some((one) => one.id === id)).map(({ id, name }) => ({ value: id, label: name || gone }));
  const goneGroups = more(targets.groups, groups);
  const others = more(targets.channels, channels);
  return (
    <section className={classes.group} aria-labelledby="audience">
      <h2 id="audience">
        <Icon of={IconUsers} size={18} />
        {t('studio.for.title')}
      </h2>
      <Sentence post={post} targets={targets} />
      <div className={classes.two}>
        {(channels.length > 0 || others.length > 0) && (
          <MultiSelect
            label={t('studio.for.channels')}
            placeholder={now.channels.length === 0 ? t('studio.for.noChannel') : undefined}
            searchable
            hidePickedOptions
            data={[...channels.map(({ id, name }) => ({ value: id, label: name })), ...others]}
            value={now.channels}
            onChange={(value) => set({ channels: value })}
            nothingFoundMessage={t('studio.for.nothing')}
            disabled={save.isPending}
          />
        )}
        <MultiSelect
          label={t('studio.for.groups')}
          placeholder={now.groups.length === 0 ? t('studio.for.noGroup') : undefined}
          searchable
          hidePickedOptions
          data={[...byAxis(groups, t), ...(goneGroups.length > 0 ? [{ group: gone, items: goneGroups }] : [])]}
          value={now.groups}
          onChange={(value) => set({ groups: value })}
          nothingFoundMessage={t('studio.for.nothing')}
          disabled={save.isPending}
        />
        <MultiSelect
          label={t('studio.for.languages')}
          description={t('studio.for.languageNote')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={now.languages.length === 0 ? t('studio.for.noLanguage') : undefined}
          data={languages.map((value) => ({ value, label: t(value === 'fr' ? 'language.fr' : 'language.en') }))}
          value={now.languages}
          onChange={(value) => set({ languages: value })}
          disabled={save.isPending}
        />
      </div>
      {save.isError && (
        <Alert icon={<Icon of={IconAlertTriangle} />} color="red" role="alert">
          {refusalText(toApiError(save.error), t)}
        </Alert>
      )}
    </section>
  );
}

function Sentence({ post, targets }: { post: Post; targets: PostTargets }) {
  const { t, i18n } = useTranslation();
  const { number } = useLocale();
  const reach = useReach(post).data;
  const list = (names: string[], type: 'disjunction' | 'conjunction') => new Intl.ListFormat(i18n.language, { type }).format(names);
  const named = (all: PostTargets['channels']) => list(all.map(({ name }) => name || t('studio.for.gone')), 'disjunction');
  const what = [
    targets.channels.length > 0 && t('studio.for.follow', { names: named(targets.channels) }),
    targets.groups.length > 0 && t('studio.for.in', { names: named(targets.groups) }),
    targets.languages.length > 0 && t('studio.for.read', { names: list(targets.languages.map((code) => t(code === 'fr' ? 'language.fr' : 'language.en')), 'disjunction') }),
  ].filter((part) => part !== false);
  const said = what.length === 0 ? t('studio.for.everyone') : t('studio.for.who', { what: list(what, 'conjunction') });
  if (reach?.nobody) {
    return (
      <Alert icon={<Icon of={IconAlertTriangle} />} color="orange" role="status">
        {said} {t('studio.for.nobody')}
      </Alert>
    );
  }
  const many = !reach
    ? ''
    : reach.all
      ? t('studio.for.all', { count: reach.total, n: number(reach.total) })
      : reach.few
        ? t('studio.for.few')
        : t(reach.at_most ? 'studio.for.most' : 'studio.for.some', { n: number(reach.members), total: number(reach.total) });
  return (
    <Text size="sm" role="status">
      {said} {many}
    </Text>
  );
}
