/* PostFields.tsx: a post's own words and picture, read or being changed; whom it is for, and whether it sells. */
import { Group, Input, SegmentedControl, Select, Stack, Switch, Text, Textarea, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useLayoutEffect, useId, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post, PostCounts } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { languages } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ownImage, PostImage, Thumb } from '../../ui/PostImage.tsx';
import { TextButton } from '../../ui/TextLink.tsx';
import { ALT_MAX, BODY_MAX, TITLE_MAX, URL_MAX, type Audience, type Draft, type Fields } from './draft.ts';
import { mixWith, percentOf } from './mix.ts';
import classes from './studio.module.css';

/** The post's kept picture, as long as its address was not changed in the draft. */
const kept = (post: Post, fields: Fields) => (fields.image_url.trim() === (post.image_url ?? '') ? post.image : null);

export function ReadPost({ post, fields }: { post: Post; fields: Fields }) {
  const image = kept(post, fields);
  return (
    <div className={classes.read}>
      <div className={classes.readText}>
        <Title order={2} className={classes.postTitle} lang={fields.language || undefined}>
          {fields.title}
        </Title>
        {fields.body && (
          <Text className={`pv-reading ${classes.postBody}`} lang={fields.language || undefined}>
            {fields.body}
          </Text>
        )}
      </div>
      {(image || ownImage(fields.image_url)) && (
        <div className={classes.readImage}>
          <PostImage image={image} url={fields.image_url} alt={fields.image_alt} eager ratio="3 / 2" />
        </div>
      )}
    </div>
  );
}

/** Ctrl+Enter keeps what was typed and leaves the fields; Escape only leaves them: nothing is lost either way. */
export const fieldKeys = (onStop: () => void, onSave: () => void) => (event: KeyboardEvent) => {
  if (event.key === 'Escape') onStop();
  else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave();
  else return;
  event.preventDefault();
  event.stopPropagation();
};

interface EditProps {
  post: Post;
  fields: Fields;
  onDraft: (part: Draft) => void;
  onStop: () => void;
  onSave: () => void;
}

/** What becomes of a picture that is not here yet. */
function usePictureHint(post: Post, fields: Fields): string | undefined {
  const { t } = useTranslation();
  const url = fields.image_url.trim();
  if (!url || ownImage(url) || kept(post, fields)) return undefined;
  return t(url === post.image_url && post.image_fault ? 'studio.field.imageFault' : 'studio.field.imageElsewhere');
}

export function EditPost({ post, fields, onDraft, onStop, onSave }: EditProps) {
  const { t } = useTranslation();
  const title = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  const hint = usePictureHint(post, fields);
  return (
    <Stack gap="md" className={classes.edit} onKeyDown={fieldKeys(onStop, onSave)}>
      <VisuallyHidden component="h2">{fields.title}</VisuallyHidden>
      <Textarea
        ref={title}
        autosize
        minRows={1}
        maxLength={TITLE_MAX}
        label={t('studio.field.title')}
        error={fields.title.trim() ? undefined : t('error.field.required')}
        value={fields.title}
        onChange={(event) => onDraft({ title: event.currentTarget.value.replaceAll('\n', ' ') })}
        classNames={{ input: classes.titleInput }}
        lang={fields.language || undefined}
        spellCheck
      />
      <Textarea
        autosize
        minRows={3}
        maxRows={12}
        maxLength={BODY_MAX}
        label={t('studio.field.body')}
        value={fields.body}
        onChange={(event) => onDraft({ body: event.currentTarget.value })}
        lang={fields.language || undefined}
        spellCheck
      />
      <div className={classes.two}>
        <TextInput
          maxLength={URL_MAX}
          label={t('studio.field.image')}
          description={hint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={fields.image_url}
          onChange={(event) => onDraft({ image_url: event.currentTarget.value })}
        />
        <TextInput
          maxLength={ALT_MAX}
          label={t('studio.field.alt')}
          placeholder={t('studio.field.altHint')}
          value={fields.image_alt}
          onChange={(event) => onDraft({ image_alt: event.currentTarget.value })}
          lang={fields.language || undefined}
        />
      </div>
    </Stack>
  );
}

interface SettingsProps {
  post: Post;
  fields: Fields;
  mix: PostCounts['mix'] | undefined;
  fixed: boolean;
  onDraft: (part: Draft) => void;
}

/** Mantine's Select takes '' for "nothing chosen"; a language that is not known needs a name. */
const UNKNOWN = 'und';

export function Settings({ post, fields, mix, fixed, onDraft }: SettingsProps) {
  const { t } = useTranslation();
  const { percent } = useLocale();
  const forWhom = useId();
  const known: { value: string; label: string }[] = languages.map((value) => ({ value, label: t(`language.${value}`) }));
  const current = fields.language || UNKNOWN;
  if (!known.some(({ value }) => value === current)) known.push({ value: current, label: fields.language || t('studio.field.noLanguage') });
  const now = mix && percentOf(mix);
  const next = mix && percentOf(mixWith(mix, post, fields.promotional));
  return (
    <>
      <div className={classes.two}>
        <Select
          label={t('field.language')}
          data={known}
          rightSection={<Icon of={IconChevronDown} size={18} />}
          value={current}
          allowDeselect={false}
          disabled={fixed}
          onChange={(value) => onDraft({ language: value === UNKNOWN || !value ? '' : value })}
        />
        <Input.Wrapper label={t('studio.field.audience')} labelElement="div" labelProps={{ id: forWhom }}>
          <SegmentedControl
            fullWidth
            aria-labelledby={forWhom}
            disabled={fixed}
            className={classes.audience}
            data={[
              { value: 'shareable', label: t('studio.audience.shareable') },
              { value: 'internal', label: t('studio.audience.internal') },
            ]}
            value={fields.audience}
            onChange={(value) => onDraft({ audience: value as Audience })}
          />
        </Input.Wrapper>
      </div>
      <Group gap="sm" className={classes.promo}>
        <Switch
          label={t('studio.field.promotional')}
          classNames={{ label: classes.switchLabel }}
          checked={fields.promotional}
          disabled={fixed}
          onChange={(event) => onDraft({ promotional: event.currentTarget.checked })}
        />
        {!fixed && now !== undefined && next !== undefined && (
          <Text size="xs" c="dimmed" role="status">
            {next > now ? t('studio.mix.raises', { percent: percent(next) }) : next < now ? t('studio.mix.lowers', { percent: percent(next) }) : t('studio.mix.keeps', { percent: percent(next) })}
          </Text>
        )}
      </Group>
    </>
  );
}

export function AltLine({ post, fields, fixed, onAdd }: { post: Post; fields: Fields; fixed: boolean; onAdd: () => void }) {
  const { t } = useTranslation();
  if (!fields.image_url.trim()) return null;
  const there = fields.image_alt.trim() !== '';
  return (
    <div className={classes.alt}>
      <Thumb image={kept(post, fields)} url={fields.image_url} width={44} height={33} />
      <span className={classes.altText}>
        <strong>{t('studio.field.alt')}</strong> {there && <span lang={fields.language || undefined}>{fields.image_alt}</span>}
      </span>
      {there ? (
        <span className={classes.altState} data-tone="ok">
          <Icon of={IconCheck} size={18} />
          {t('studio.alt.there')}
        </span>
      ) : (
        <span className={classes.altState} data-tone="warn">
          <Icon of={IconAlertTriangle} size={18} />
          {fixed ? t('studio.alt.missing') : <TextButton onClick={onAdd}>{t('studio.alt.add')}</TextButton>}
        </span>
      )}
    </div>
  );
}
